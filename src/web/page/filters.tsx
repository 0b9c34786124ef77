// What the reader looks at only: labels with their values, kept in the address, and a way to add one more.
import { useEffect, useRef, useState } from 'preact/hooks'
import { byOf, byTitle } from '../../dashboards/labels.ts'
import type { SeenLabel } from './ask.ts'
import type { Labels } from './labels.ts'
import type { State } from './state.ts'

interface Given {
  readonly state: State
  readonly labels: Labels
  readonly go: (change: Partial<State>) => void
}

export function Filters({ state, labels, go }: Given) {
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const { where } = state
  const close = (): void => {
    setOpen(false)
    opener.current?.focus()
  }
  const turn = (): void => {
    if (!open) labels.refresh()
    setOpen(!open)
  }
  return (
    <div class="filters" role="group" aria-label="Filters">
      {where.map((one) => (
        <Chip
          key={one}
          text={one}
          drop={() => go({ where: where.filter((other) => other !== one) })}
        />
      ))}
      <button ref={opener} type="button" class="chip add" aria-expanded={open} onClick={turn}>
        + Filter
      </button>
      {where.length > 0 && (
        <button type="button" class="chip add" onClick={() => go({ where: [] })}>
          Clear all
        </button>
      )}
      {open && (
        <Adder
          labels={labels.seen}
          close={close}
          add={(text) => {
            if (!where.includes(text)) go({ where: [...where, text] })
            close()
          }}
        />
      )}
    </div>
  )
}

function Chip({ text, drop }: { readonly text: string; readonly drop: () => void }) {
  const cut = text.indexOf('=')
  const label = byOf(text.slice(0, cut))
  const value = text.slice(cut + 1)
  const said = `${label === null ? text.slice(0, cut) : byTitle(label)}: ${value === '' ? 'none' : value}`
  return (
    <button class="chip" type="button" aria-label={`Remove the filter ${said}`} onClick={drop}>
      <span>{said}</span> <span aria-hidden="true">×</span>
    </button>
  )
}

interface AdderGiven {
  readonly labels: readonly SeenLabel[] | null
  readonly add: (text: string) => void
  readonly close: () => void
}

/** What people ask for first stands first. */
const usual = ['model', 'user_id', 'app_version', 'repository', 'service_version']

function Adder({ labels, add, close }: AdderGiven) {
  const form = useRef<HTMLFormElement>(null)
  const [name, setName] = useState<string | null>(null)
  const first = usual.flatMap((one) => labels?.find(({ label }) => label === one) ?? [])
  const all = [...new Set([...first, ...(labels ?? [])])]
  const label = all.find((one) => one.label === name) ?? all[0]
  useEffect(() => form.current?.querySelector('select')?.focus(), [labels === null])
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close()
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const value = new FormData(event.currentTarget as HTMLFormElement).get('value')
    if (label !== undefined && typeof value === 'string') add(`${label.label}=${value}`)
  }
  if (labels === null) return <p class="adder">One moment …</p>
  if (label === undefined) return <p class="adder">No label was seen yet.</p>
  return (
    <form class="adder" ref={form} onSubmit={submit} onKeyDown={escape}>
      <label>
        Only where{' '}
        <select value={label.label} onChange={({ currentTarget }) => setName(currentTarget.value)}>
          {all.map((one) => (
            <option key={one.label} value={one.label}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <Value key={label.label} label={label} />
      <button type="submit" class="strong">
        Add
      </button>
      <button type="button" class="quiet" onClick={close}>
        Cancel
      </button>
    </form>
  )
}

/** All values to choose from; where there are too many, the first ones and any other by hand. */
function Value({ label }: { readonly label: SeenLabel }) {
  const { values, there_are: all } = label
  if (all <= values.length)
    return (
      <label>
        is{' '}
        <select name="value">
          {values.map((value) => (
            <option key={value} value={value}>
              {value}
            </option>
          ))}
        </select>
      </label>
    )
  return (
    <label>
      is <input name="value" list="values" required autocomplete="off" />
      <datalist id="values">
        {values.map((value) => (
          <option key={value} value={value} />
        ))}
      </datalist>
    </label>
  )
}
