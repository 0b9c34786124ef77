// What the reader looks at, kept in the address: a link shows the same to the next one.

export interface State {
  readonly board: string
  /** A name such as 24h or month, or two moments: 2026-11-01T00:00:00Z~2026-11-20T00:00:00Z. */
  readonly range: string
  /** Null: that of the browser. */
  readonly timeZone: string | null
  /** LABEL=VALUE, all of them hold. */
  readonly where: readonly string[]
  readonly session: string | null
  /** What panels of choice are split by; null leaves it to them. */
  readonly by: string | null
}

const start: State = {
  board: 'overview',
  range: '7d',
  timeZone: null,
  where: [],
  session: null,
  by: null,
}

export function stateOf(search: string): State {
  const query = new URLSearchParams(search)
  return {
    board: query.get('board') ?? start.board,
    range: query.get('range') ?? start.range,
    timeZone: query.get('tz'),
    where: query.getAll('where'),
    session: query.get('session'),
    by: query.get('by'),
  }
}

export function addressOf(state: State): string {
  const query = new URLSearchParams({ board: state.board, range: state.range })
  if (state.timeZone !== null) query.set('tz', state.timeZone)
  for (const one of state.where) query.append('where', one)
  if (state.session !== null) query.set('session', state.session)
  if (state.by !== null) query.set('by', state.by)
  return `/?${query}`
}
