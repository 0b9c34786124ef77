// The marked block: once, replaced, gone again, and never at the cost of a neighbour's line.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginMark, blockLines, endMark, removeBlock, upsertBlock } from '../../src/env/profile.ts'
import { scale } from '../scale.ts'

const path = '.bashrc'
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, '')),
  fc.constantFrom(
    '$&',
    "$'",
    '$`',
    '$$',
    '# >>> other >>>',
    `echo '${beginMark}'`,
    `x ${endMark}`,
    'fi',
    '',
  ),
)
const eol = fc.constantFrom('\n', '\r\n')
const text = fc
  .tuple(fc.array(line, { maxLength: 8 }), eol, fc.boolean())
  .map(([lines, end, last]) => lines.join(end) + (last && lines.length > 0 ? end : ''))
const body = fc.array(
  line.filter((one) => one.trim() !== beginMark && one.trim() !== endMark),
  { maxLength: 3 },
)
const runs = { numRuns: scale.profileTexts }
const code = (run: () => unknown) =>
  expect(run).toThrow(expect.objectContaining({ code: 'profile-ambiguous' }))

describe('any profile', () => {
  it('holds the block once, however often it is put in, and the last body wins', () => {
    fc.assert(
      fc.property(text, body, body, (before, a, b) => {
        const once = upsertBlock(before, a, path)
        expect(upsertBlock(once, a, path)).toBe(once)
        expect(upsertBlock(once, b, path)).toBe(upsertBlock(before, b, path))
        expect(blockLines(once, path)).toEqual(a)
      }),
      runs,
    )
  })

  it('is itself again when the block is taken out, but for a missing last line end', () => {
    fc.assert(
      fc.property(text, body, (before, a) => {
        const ends =
          before === '' || before.endsWith('\n') ? '' : (/\r\n|\n/.exec(before)?.[0] ?? '\n')
        expect(removeBlock(upsertBlock(before, a, path), path)).toBe(before + ends)
      }),
      runs,
    )
  })

  it('keeps what was written around the block since', () => {
    fc.assert(
      fc.property(text, text, body, (before, after, a) => {
        const edited = upsertBlock(before, a, path) + after
        const kept = removeBlock(upsertBlock(before, a, path), path) + after
        expect(removeBlock(edited, path)).toBe(kept)
      }),
      runs,
    )
  })
})

describe('marks', () => {
  const block = (inside: string) => `${beginMark}\n${inside}\n${endMark}\n`

  it('of two blocks do not swallow what lies between them', () => {
    expect(removeBlock(`${block('a')}mine\n${block('b')}`, path)).toBe('mine\n')
    expect(upsertBlock(`${block('a')}mine\n${block('b')}`, ['c'], path)).toBe(`${block('c')}mine\n`)
  })

  it('without an end, or with a second begin before it, change nothing', () => {
    code(() => upsertBlock(`a\n${beginMark}\nb\n`, ['c'], path))
    code(() => removeBlock(`${beginMark}\n${beginMark}\nb\n${endMark}\n`, path))
    expect(removeBlock(`a\n${endMark}\n`, path)).toBe(`a\n${endMark}\n`)
    expect(blockLines('a\n', path)).toBeNull()
  })
})
