// Reads what a Docker engine answered: a stranger's JSON, of which nothing is taken for granted.

export type Answer = Readonly<Record<string, unknown>>

export function asRecord(value: unknown): Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Answer)
    : {}
}

export function textIn(answer: Answer, name: string): string | null {
  const value = answer[name]
  return typeof value === 'string' ? value : null
}

export function listIn(answer: Answer, name: string): readonly unknown[] {
  const value = answer[name]
  return Array.isArray(value) ? value : []
}

export function numberIn(answer: Answer, name: string): number | null {
  const value = answer[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function recordIn(answer: Answer, name: string): Answer {
  return asRecord(answer[name])
}

/** Only the values that are texts. */
export function textsIn(answer: Answer, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordIn(answer, name)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}
