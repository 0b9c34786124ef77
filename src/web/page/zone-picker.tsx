// Which clock days and hours are cut by: the reader's own, UTC, or any other.
import type { State } from './state.ts'

interface Given {
  readonly state: State
  readonly timeZone: string
  readonly go: (change: Partial<State>) => void
}

/** Browsers still list some cities by the names that they had long ago. */
const renamed: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
}

export function ZonePicker({ state, timeZone, go }: Given) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const first = [...new Set([own, 'UTC', timeZone])]
  const all = Intl.supportedValuesOf('timeZone').map((zone) => renamed[zone] ?? zone)
  const others = all.toSorted().filter((zone) => !first.includes(zone))
  const choose = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement
    go({ timeZone: value === own ? null : value })
  }
  return (
    <label class="zone">
      <span>Time zone</span>
      <select value={state.timeZone ?? own} onChange={choose}>
        {[...first, ...others].map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
            {zone === own ? ' (this browser)' : ''}
          </option>
        ))}
      </select>
    </label>
  )
}
