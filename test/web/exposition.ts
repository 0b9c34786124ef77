// Reads what /metrics says as strictly as the two texts are specified, by no code of ours: one wrong sign throws.

export interface Read {
  readonly types: ReadonlyMap<string, string>
  /** Name and labels, as written → value. */
  readonly samples: ReadonlyMap<string, number>
}

const metric = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const number = /^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

export function readExposition(text: string, open: boolean): Read {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const lines = text.slice(0, -1).split('\n')
  if (open && lines.pop() !== '# EOF') throw new Error('no end is said')
  const types = new Map<string, string>()
  const helped = new Set<string>()
  const samples = new Map<string, number>()
  let current = ''
  for (const line of lines) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (word === 'HELP') {
      if (helped.has(name) || types.has(name)) throw new Error(`told twice or late: ${line}`)
      if (/\\(?![\\n"])/.test(rest)) throw new Error(`a wrong escape: ${line}`)
      helped.add((current = name))
    } else if (word === 'TYPE') {
      if (!metric.test(name) || types.has(name)) throw new Error(`a wrong name: ${line}`)
      if (current !== name || !['counter', 'gauge'].includes(rest)) throw new Error(line)
      types.set(name, rest)
    } else if (line.startsWith('#')) throw new Error(`a comment: ${line}`)
    else addSample(line, current, types, open, samples)
  }
  return { types, samples }
}

function addSample(
  line: string,
  family: string,
  types: ReadonlyMap<string, string>,
  open: boolean,
  samples: Map<string, number>,
): void {
  const [, name = '', labels = '', value = ''] = /^([^{ ]+)(\{.*\})? (\S+)$/s.exec(line) ?? []
  const isCounter = types.get(family) === 'counter'
  if (name !== (open && isCounter ? `${family}_total` : family))
    throw new Error(`outside of its family: ${line}`)
  if (!number.test(value)) throw new Error(`no number: ${line}`)
  if (isCounter && !(Number(value) >= 0)) throw new Error(`a counter below 0: ${line}`)
  const names = labels === '' ? [] : labelNames(labels.slice(1, -1), line)
  if (new Set(names).size !== names.length) throw new Error(`a label twice: ${line}`)
  const key = name + labels
  if (samples.has(key)) throw new Error(`a sample twice: ${line}`)
  samples.set(key, Number(value))
}

function labelNames(text: string, line: string): string[] {
  const names: string[] = []
  const pair = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y
  while (pair.lastIndex < text.length) {
    const at = pair.lastIndex
    const [, name, value, end] = pair.exec(text) ?? []
    if (name === undefined || (end === '' && pair.lastIndex !== text.length))
      throw new Error(`wrong labels at ${at}: ${line}`)
    if (value === '') throw new Error(`an empty label: ${line}`)
    names.push(name)
  }
  return names
}
