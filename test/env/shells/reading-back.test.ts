// What was written is read back by the rules of the reader, for any value: nothing is lost or added.
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { envChange } from '../../../src/env/change.ts'
import { spell, spellFormat } from '../../../src/env/shells/registry.ts'
import { Problem } from '../../../src/errors.ts'
import { anyValue, hostileValues } from '../../shells/hostile.ts'

function everyValue(check: (value: string) => void): void {
  for (const value of hostileValues) check(value)
  fc.assert(fc.property(anyValue, check))
}

it('json and nu', () => {
  everyValue((value) => {
    expect(JSON.parse(spellFormat(envChange({ K: value, L: null }), 'json'))).toEqual({
      K: value,
      L: null,
    })
    expect(JSON.parse(spell(envChange({ K: value, L: null }), 'nu'))).toEqual({ K: value, L: null })
  })
})

it('dotenv, by the reader that Node brings, unless refused', () => {
  let refused = 0
  everyValue((value) => {
    try {
      const text = spellFormat(envChange({ A: 'first', K: value, Z: 'last' }), 'dotenv')
      expect(parseEnv(text)).toEqual({ A: 'first', K: value, Z: 'last' })
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      refused += 1
    }
  })
  expect(refused).toBeLessThan(hostileValues.length + 100)
})

it('github, by the rule of its runner', () => {
  everyValue((value) => {
    expect(githubReader(spellFormat(envChange({ A: 'x', K: value, Z: null }), 'github'))).toEqual({
      A: 'x',
      K: value,
      Z: '',
    })
  })
})

/** Lines up to the delimiter; the newline in front of it does not belong to the value. */
function githubReader(text: string): Record<string, string> {
  const got: Record<string, string> = {}
  for (let rest = text; rest !== '';) {
    const head = rest.slice(0, rest.indexOf('\n'))
    rest = rest.slice(head.length + 1)
    const [, name = '', end] = /^(\w+)(?:=|<<(.*))$/.exec(head) ?? []
    const stop = end === undefined ? 0 : `\n${rest}`.indexOf(`\n${end}\n`)
    got[name] = rest.slice(0, Math.max(0, stop - 1))
    if (end !== undefined) rest = rest.slice(stop + end.length + 1)
  }
  return got
}

it('powershell: one line of printable ASCII, literals and numbered signs', () => {
  everyValue((value) => {
    const text = spell(envChange({ K: value }), 'powershell')
    expect(text).toMatch(/^\$env:K = [ -~]+\n$/)
    expect(powershellReader(text.slice('$env:K = '.length, -1))).toBe(value)
  })
})

function powershellReader(expression: string): string {
  const inner = /^-join\((.*)\)$/.exec(expression)?.[1] ?? expression
  const pieces = inner.match(/'(?:[^']|'')*'|\[char\]\d+/g) ?? []
  expect(pieces.join(',')).toBe(inner)
  return pieces
    .map((piece) =>
      piece.startsWith("'")
        ? piece.slice(1, -1).replaceAll("''", "'")
        : String.fromCharCode(Number(piece.slice(6))),
    )
    .join('')
}

it('tcsh: nothing in the text that backquotes would touch', () => {
  everyValue((value) => {
    const text = spell(envChange({ K: value }), 'tcsh')
    expect(text.match(/\n/g)).toEqual(['\n'])
    expect(text).not.toMatch(/ {2}|[\t\r*?[\]{}~!$`"]/)
  })
})
