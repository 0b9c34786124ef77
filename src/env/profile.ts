// One marked block of ours in a shell profile: put in, replaced, taken out; every other byte stays.
import { Problem } from '../errors.ts'

export const beginMark = '# >>> claude-telemetry >>>'
export const endMark = '# <<< claude-telemetry <<<'

interface Block {
  readonly start: number
  /** Behind the line end of the closing mark. */
  readonly end: number
  readonly body: string
}

/** The text with exactly one block of ours that holds these lines, where the first one stood or at the end. */
export function upsertBlock(text: string, lines: readonly string[], path: string): string {
  const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n'
  const block = [beginMark, ...lines, endMark].map((line) => line + eol).join('')
  const found = blocksOf(text, path)
  const first = found[0]
  if (first !== undefined) {
    const rest = cut(text.slice(first.end), blocksOf(text.slice(first.end), path))
    return text.slice(0, first.start) + block + rest
  }
  return text + (text === '' || text.endsWith('\n') ? '' : eol) + block
}

export function removeBlock(text: string, path: string): string {
  return cut(text, blocksOf(text, path))
}

/** The lines between the marks of the first block; null when there is none. */
export function blockLines(text: string, path: string): readonly string[] | null {
  const body = blocksOf(text, path)[0]?.body
  if (body === undefined) return null
  return body === '' ? [] : body.replace(/\r?\n$/, '').split(/\r?\n/)
}

function cut(text: string, blocks: readonly Block[]): string {
  return blocks.reduceRight(
    (rest, block) => rest.slice(0, block.start) + rest.slice(block.end),
    text,
  )
}

/** Each begin with the end nearest to it; a begin that meets another begin first, or the end of the file, is nobody's. */
function blocksOf(text: string, path: string): Block[] {
  const blocks: Block[] = []
  let open: { start: number; body: number } | null = null
  for (const { line, start, end } of linesOf(text)) {
    if (line === beginMark) {
      if (open !== null) throw unclosed(text, open.start, path)
      open = { start, body: end }
    } else if (line === endMark && open !== null) {
      blocks.push({ start: open.start, end, body: text.slice(open.body, start) })
      open = null
    }
  }
  if (open !== null) throw unclosed(text, open.start, path)
  return blocks
}

function* linesOf(text: string): Generator<{ line: string; start: number; end: number }> {
  let start = 0
  while (start < text.length) {
    const at = text.indexOf('\n', start)
    const end = at === -1 ? text.length : at + 1
    yield { line: text.slice(start, end).trim(), start, end }
    start = end
  }
}

function unclosed(text: string, offset: number, path: string): Problem {
  const line = text.slice(0, offset).split('\n').length
  return new Problem(
    'profile-ambiguous',
    `${path}: our block begins in line ${line} and has no end. It was left as it is.`,
    {
      hints: [
        `Put "${endMark}" behind the last line that is ours, or delete that line, then run the same command again.`,
      ],
    },
  )
}
