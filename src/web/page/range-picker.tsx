// Ranges by name, and any other by its two ends.
import { useRef, useState } from 'preact/hooks'
import type { Range } from '../../dashboards/measure.ts'
import { fieldOf, isRelative, momentOfField, presets } from './range.ts'
import type { State } from './state.ts'

interface Given {
  readonly state: State
  readonly timeZone: string
  readonly range: Range
  readonly go: (change: Partial<State>) => void
}

export function RangePicker(given: Given) {
  const { state, go } = given
  const [open, setOpen] = useState(!isRelative(state.range))
  const opener = useRef<HTMLButtonElement>(null)
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return
    setOpen(false)
    opener.current?.focus()
  }
  const choose = (range: string): void => {
    setOpen(false)
    go({ range })
  }
  return (
    <div class="ranges" onKeyDown={escape}>
      <div class="presets" role="group" aria-label="Range">
        {presets.map(([name, short, long]) => (
          <button
            key={name}
            type="button"
            title={long}
            aria-pressed={state.range === name}
            onClick={() => choose(name)}
          >
            {short}
          </button>
        ))}
        <button
          ref={opener}
          type="button"
          aria-pressed={!isRelative(state.range)}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Custom
        </button>
      </div>
      {open && <Custom {...given} />}
    </div>
  )
}

function Custom({ range, timeZone, go }: Given) {
  const [fault, setFault] = useState<string | null>(null)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    const [from, to] = ['from', 'to'].map((name) =>
      momentOfField(fields.get(name) as string, timeZone),
    )
    if (from == null || to == null || from >= to)
      return setFault('The start must lie before the end.')
    setFault(null)
    go({ range: [from, to].map((at) => new Date(at).toISOString()).join('~') })
  }
  return (
    <form class="custom" onSubmit={submit} key={`${range.from} ${range.to} ${timeZone}`}>
      <label>
        After{' '}
        <input
          type="datetime-local"
          name="from"
          required
          defaultValue={fieldOf(range.from, timeZone)}
        />
      </label>
      <label>
        Until{' '}
        <input
          type="datetime-local"
          name="to"
          required
          defaultValue={fieldOf(range.to, timeZone)}
        />
      </label>
      <button type="submit" class="strong">
        Show
      </button>
      {fault !== null && <span role="alert">{fault}</span>}
    </form>
  )
}
