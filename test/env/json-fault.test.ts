import { describe, expect, it } from 'vitest'
import { jsonFault } from '../../src/env/json-fault.ts'

describe('where a text stops being JSON', () => {
  it.each([
    ['{\n  // c\n}', 'it has a comment, which JSON does not allow', 2, 3],
    ['{"a":1, /* c */ "b":2}', 'it has a comment, which JSON does not allow', 1, 9],
    ['{"a":[1,]}', 'it has a comma too many', 1, 9],
    ['{\r\n"a":1,\r\n}', 'it has a comma too many', 3, 1],
    ['{"a":', 'it ends too early', 1, 6],
    ['{"a" 1}', 'it is not valid JSON there', 1, 6],
    ['{"a":1 // c\n,}', 'it has a comment, which JSON does not allow', 1, 8],
  ])('%j', (text, why, line, column) =>
    expect(jsonFault(text)).toEqual({ text: why, line, column }),
  )

  it('survives a text nested far too deeply', () => {
    expect(jsonFault('['.repeat(200_000)).text).toMatch(/^it /)
  })
})
