// What cannot be said is refused whole, by the name of the variable and never by its value.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envChange } from '../../../src/env/change.ts'
import {
  type FormatName,
  formatNames,
  type ShellName,
  shellNames,
  spell,
  spellFormat,
} from '../../../src/env/shells/registry.ts'
import { Problem } from '../../../src/errors.ts'

const targets = [...shellNames, ...formatNames] as const

function say(target: ShellName | FormatName, values: Record<string, string | null>): string {
  const change = envChange(values)
  return (shellNames as readonly string[]).includes(target)
    ? spell(change, target as ShellName)
    : spellFormat(change, target as FormatName)
}

function refusal(run: () => unknown): Problem {
  try {
    run()
  } catch (fault) {
    if (fault instanceof Problem) return fault
  }
  throw new Error('nothing was refused')
}

describe.each(targets)('%s', (target) => {
  it.each([
    ['a NUL', 'secret\0'],
    ['half a sign', 'secret\ud83d'],
  ])('refuses %s', (_, value) => {
    const problem = refusal(() => say(target, { GOOD: 'x', TOKEN: value }))
    expect(problem.code).toBe('unspeakable-value')
    expect(problem.message).toContain('TOKEN')
    expect(problem.message + problem.hints.join()).not.toContain('secret')
  })

  it.each(['', '1A', 'A-B', 'A B', 'A;id', 'A\n', 'É', '$A', 'A=B'])(
    'refuses the name %j, also for removal',
    (name) => {
      expect(refusal(() => say(target, { [name]: 'x' })).code).toBe('unspeakable-value')
      expect(refusal(() => say(target, { [name]: null })).code).toBe('unspeakable-value')
    },
  )
})

it.each([
  ['a quote', 'secret"'],
  ['a newline', 'secret\nb'],
  ['a carriage return', 'secret\r'],
  ['the end-of-file sign', 'secret\u001a'],
  ['an umlaut', 'secretü'],
  ['8 KB', 'secret'.repeat(1400)],
])('cmd refuses %s', (_, value) => {
  const problem = refusal(() => spell(envChange({ TOKEN: value }), 'cmd'))
  expect(problem.message).toMatch(/^TOKEN cannot be written for cmd: its value /)
  expect(problem.message).not.toContain('secret')
})

it.each(['${HOME}', `both ' and "`, "it's $5", "it's \\", 'two\n"lines"', 'a\r\nb', '\\\\'])(
  'dotenv refuses %j',
  (value) => {
    expect(refusal(() => spellFormat(envChange({ TOKEN: value }), 'dotenv')).code).toBe(
      'unspeakable-value',
    )
  },
)

it('never lets a value of cmd leave its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      let text: string
      try {
        text = spell(envChange({ K: value }), 'cmd')
      } catch {
        return
      }
      expect(text).toBe(`set "K=${value}"\n`)
      expect(text.match(/["\r\n]/g)).toEqual(['"', '"', '\n'])
    }),
  )
})
