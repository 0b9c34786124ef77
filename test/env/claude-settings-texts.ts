// Generated settings texts: every kind of white space, comment, comma, key and value that JSON with comments allows.
import fc from 'fast-check'

/** Names that the tests place; the generator uses them as keys now and then. */
const ourNames = [
  'CLAUDE_CODE_ENABLE_TELEMETRY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_METRICS_EXPORTER',
] as const

const eols = ['\n', '\r\n']

interface Taste {
  readonly eol: string
  readonly indent: string
  readonly gaps: 'none' | 'space' | 'lines' | 'wild'
  readonly comments: boolean
  readonly trailing: boolean
  readonly colon: string
}

const taste: fc.Arbitrary<Taste> = fc.record({
  eol: fc.constantFrom(...eols),
  indent: fc.constantFrom('  ', '    ', '\t', ' ', ''),
  gaps: fc.constantFrom('none', 'space', 'lines', 'lines', 'wild'),
  comments: fc.boolean(),
  trailing: fc.boolean(),
  colon: fc.constantFrom(': ', ':', ' : '),
})

/** A value as a tree; objects keep their pairs, so that a key may come twice. */
type Tree = string | readonly Tree[] | { readonly pairs: readonly (readonly [string, Tree])[] }

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('a//b', '/* x', '"', '\\', '${HOME}', 'ü€😀', '\u2028'),
)
const scalar = fc.oneof(
  word.map((text) => JSON.stringify(text)),
  fc.constantFrom('0', '1', '-1.5e3', 'true', 'false', 'null', '"\\u0041\\/"'),
)
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.array(fc.tuple(word, tie('tree')), { maxLength: 3 }).map((pairs) => ({ pairs })),
  ),
}))

const envName = fc.oneof(
  fc.constantFrom(...ourNames),
  fc.constantFrom('PATH', 'ANTHROPIC_MODEL', 'X', 'ö'),
)
const envValue = fc.oneof(scalar, fc.constantFrom('"1"', '1', '"otlp"', '"http://127.0.0.1:14318"'))
const env = fc
  .uniqueArray(fc.tuple(envName, envValue), { maxLength: 4, selector: ([name]) => name })
  .map((pairs) => ({ pairs }))

const rootKey = word.filter((key) => key !== 'env')
const root = fc
  .tuple(
    fc.array(fc.tuple(rootKey, tree), { maxLength: 4 }),
    fc.option(env, { nil: null }),
    fc.nat(4),
  )
  .map(([others, own, at]) => {
    const pairs: (readonly [string, Tree])[] = [...others]
    if (own !== null) pairs.splice(at, 0, ['env', own])
    return { pairs }
  })

/** Draws one small number after the other, for the choices inside the printer. */
type Dice = (faces: number) => number

function printed(value: Tree, depth: number, style: Taste, dice: Dice): string {
  if (typeof value === 'string') return value
  const isList = Array.isArray(value)
  const parts = isList
    ? value.map((item: Tree) => printed(item, depth + 1, style, dice))
    : (value as { pairs: readonly (readonly [string, Tree])[] }).pairs.map(
        ([key, item]) => JSON.stringify(key) + style.colon + printed(item, depth + 1, style, dice),
      )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  const list = parts.map((part, index) => {
    const comma = index < parts.length - 1 || (style.trailing && dice(2) === 0) ? ',' : ''
    return (
      gap(depth + 1, style, dice) +
      part +
      (style.comments && dice(6) === 0 ? ' /* v */' : '') +
      comma
    )
  })
  return open + list.join('') + gap(depth, style, dice) + close
}

function gap(depth: number, style: Taste, dice: Dice): string {
  const line = style.eol + style.indent.repeat(depth)
  const blank = {
    none: '',
    space: ' ',
    lines: line,
    wild: ['', ' ', line, style.eol + line, '\t'][dice(5)] as string,
  }[style.gaps]
  if (!style.comments || dice(4) !== 0) return blank
  return [
    `${blank}/* c */ `,
    ` // "x": 1,${line}`,
    `${line}// env {${line}`,
    ` /*${style.eol}*/${blank}`,
    `//*/${line}`,
  ][dice(5)] as string
}

export const settingsText: fc.Arbitrary<string> = fc
  .tuple(
    root,
    taste,
    fc.infiniteStream(fc.nat(1000)),
    fc.boolean(),
    fc.constantFrom('', '\n', '\r\n', '\n\n', ' // end\n'),
  )
  .map(([value, style, stream, mark, end]) => {
    const dice: Dice = (faces) => stream.next().value % faces
    return (mark ? '\uFEFF' : '') + printed(value, 0, style, dice) + end
  })
