// Reads an expression sign by sign and refuses what does not add up over samples that are deltas.

const functions = ['sum_over_time', 'count_over_time', 'present_over_time']
const refused =
  /^(?:rate|irate|increase|delta|idelta|deriv|resets|changes|(?:last|max|min|avg|first)_over_time)$/
const windows = ['${__range_ms}ms', '${__interval_ms}ms']

const shapes = [
  /^\s+/,
  /^"(?:[^"\\]|\\.)*"/,
  /^\$\{\w+\}(?:ms)?/,
  /^\$__\w+/,
  /^[a-zA-Z_:][\w:]*/,
  /^\d+(?:\.\d+)?(?:ms|[smhdwy])?/,
  /^(?:=~|!~|!=|>=|<=|==)/,
  /^[-+*/%^(){}[\],=<>@:]/,
]

function signs(expr: string): string[] {
  const found: string[] = []
  for (let rest = expr; rest !== '';) {
    const sign = shapes.map((shape) => shape.exec(rest)?.[0]).find((one) => one !== undefined)
    if (sign === undefined) throw new Error(`no sign of PromQL: ${rest}`)
    if (sign.trim() !== '') found.push(sign)
    rest = rest.slice(sign.length)
  }
  return found
}

/** A sentence for each fault; none for an expression that adds up. */
export function faults(expr: string): string[] {
  const all = signs(expr)
  return [
    ...unbalanced(all),
    ...all.filter((sign) => refused.test(sign)).map((sign) => `${sign} is no sum of deltas`),
    ...all
      .filter((sign) => sign.startsWith('$__') || sign === '${__range}' || sign === '${__interval}')
      .map((sign) => `${sign} is rounded`),
    ...all.flatMap((sign, place) => (sign.startsWith('claude_code_') ? ofSeries(all, place) : [])),
  ]
}

function ofSeries(all: readonly string[], place: number): string[] {
  const name = all[place] ?? ''
  const [fn = '', open] = all.slice(Math.max(0, place - 2), place)
  if (open !== '(' || !functions.includes(fn)) return [`${name} is read without adding up`]
  let next = place + 1
  if (all[next] === '{') next = all.indexOf('}', next) + 1
  if (all[next] !== '[') return [`${name} is read without a window`]
  const window = all[next + 1] ?? ''
  if (!windows.includes(window) || all[next + 2] !== ']')
    return [`${name} has a fixed window: ${window}`]
  const offset = all[next + 3] === 'offset' ? all.slice(next + 4, next + 6).join('') : ''
  if (window.includes('interval') && offset !== `-${window}`)
    return [`${name} is drawn a bar too late`]
  return []
}

const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

function unbalanced(all: readonly string[]): string[] {
  const open: string[] = []
  for (const sign of all) {
    if ('([{'.includes(sign)) open.push(sign)
    if (sign in pairs && open.pop() !== pairs[sign]) return [`${sign} closes nothing`]
  }
  return open.map((sign) => `${sign} is not closed`)
}
