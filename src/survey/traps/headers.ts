// Headers in a form that the client drops, sends garbled, or chokes on. Their values never appear here.
import { valueOf } from '../layers-effective.ts'
import type { Layer } from '../layers-layer.ts'
import type { Finding } from '../finding.ts'
import { inFile } from './mend.ts'
import { activeSignals, finding, isEnabled, layerOf, type Trap, type TrapFacts } from './trap.ts'

type Fault = 'colon' | 'no-equals' | 'name' | 'control' | 'percent' | 'quotes'

/** In the order in which they hurt: the first three lines stop everything. */
const faults: readonly (readonly [fault: Fault, matches: (entry: string) => boolean])[] = [
  ['control', (entry) => /[^\t -~\x80-\uFFFF]/.test(entry)],
  ['colon', (entry) => /^[!#$%&'*+.^_`|~\w-]+\s*:/.test(entry)],
  ['no-equals', (entry) => entry.indexOf('=') < 1],
  ['name', (entry) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(entry.slice(0, entry.indexOf('=')).trim())],
  ['percent', (entry) => /%[0-9a-f]{2}/i.test(entry)],
  ['quotes', (entry) => /=\s*(["']).*\1$/.test(entry)],
]

const told: Readonly<Record<Fault, string>> = {
  control:
    'holds a line break or another character that no header may have: the export of every signal that uses it fails',
  colon: 'is written Name: value, but must be name=value',
  'no-equals': 'has no name before "=": the client drops it without a word',
  name: 'has a name that no header may have: the export of every signal that uses it fails',
  percent: 'is percent-encoded: the client sends it exactly as written, %20 and all',
  quotes: 'is in quotes: the client sends the quotes too',
}

export const headersForm: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const names = [
    'OTEL_EXPORTER_OTLP_HEADERS',
    ...activeSignals(facts).map((signal) => `OTEL_EXPORTER_OTLP_${signal}_HEADERS`),
  ]
  const used = names.filter((name) => (valueOf(facts.effective, name) ?? '').trim() !== '')
  const found = used.flatMap((name) => judge(facts, name))
  if (found.length > 0) return found
  return [
    finding('headers-form', 'ok', {
      text: used.length === 0 ? 'No headers are set.' : 'Headers are written name=value.',
    }),
  ]
}

function judge(facts: TrapFacts, name: string): Finding[] {
  const entries = (valueOf(facts.effective, name) ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const layer = layerOf(facts, name)
  return entries.flatMap((entry, index) => {
    const fault = faults.find(([, matches]) => matches(entry))?.[0]
    if (fault === undefined || layer === null) return []
    const what = fault === 'colon' ? told.colon + colonHarm(entry) : told[fault]
    const text = `${name}, entry ${index + 1} of ${entries.length}, ${what}.`
    const level = fault === 'percent' || fault === 'quotes' ? 'warning' : 'error'
    return [finding('headers-form', level, { text, layer, fix: fixFor(facts, name, layer, fault) })]
  })
}

/** Measured: with an "=" further on, the whole left part is taken for a name, and that stops every request. */
function colonHarm(entry: string): string {
  return entry.includes('=')
    ? ': the export of every signal that uses it fails'
    : ': the client drops it without a word'
}

const edits: Readonly<Partial<Record<Fault, string>>> = {
  colon: `sed -E 's/(^|,)[ ]*([A-Za-z0-9_-]+)[ ]*:[ ]*/\\1\\2=/g'`,
  percent: "sed 's/%20/ /g; s/%3[Dd]/=/g'",
  quotes: `sed -E "s/=[\\"']/=/g; s/[\\"'](,|\\$)/\\1/g"`,
  control: "tr -d '\\r\\n'",
}

/** The value stays where it is: the line rewrites it without showing it. */
function fixFor(facts: TrapFacts, name: string, layer: Layer, fault: Fault): string {
  const edit = edits[fault]
  if (layer.name === 'shell' && facts.shell === 'posix' && edit !== undefined) {
    return `export ${name}="$(printf %s "$${name}" | ${edit})"`
  }
  if (layer.name === 'shell')
    return `Write ${name} in your shell as name=value,name2=value2, with nothing encoded.`
  return `${inFile(layer, name, '').replace(/\.$/, '')} (your own names and values, commas between, nothing encoded).`
}
