import { describe, expect, test } from 'vitest'
import { completionScript, completionShells } from '../../src/cli/completion.ts'
import { fishQuoted } from '../../src/cli/completion-fish.ts'
import { powershellQuoted } from '../../src/cli/completion-powershell.ts'
import { posixQuoted } from '../../src/cli/completion-entries.ts'
import { hostile, shapes } from './completion-shapes.ts'

const plain = shapes.filter(({ name }) => name !== 'odd')

describe.each(completionShells)('the script for %s', (shell) => {
  const script = completionScript(shell, shapes)

  test('names every command, option and choice', () => {
    for (const { name, options, arguments: places } of plain) {
      expect(script).toContain(name)
      for (const { long, choices } of options) {
        expect(script).toContain(shell === 'fish' ? `-l '${long.slice(2)}'` : `'${long}`)
        for (const choice of choices ?? []) expect(script).toContain(choice)
      }
      for (const { choices } of places)
        for (const choice of choices ?? []) expect(script).toContain(choice)
    }
  })

  test('starts nothing on a Tab: the program is named, never called', () => {
    expect(script).not.toMatch(/\bnode\b|npx/)
    expect(script).not.toMatch(/\$\(claude-telemetry|`claude-telemetry/)
  })

  test('is whole lines, the same each time, with dashes given or not', () => {
    expect(script.endsWith('\n')).toBe(true)
    expect(script).not.toContain('undefined')
    const bare = shapes.map((shape) => ({
      ...shape,
      options: shape.options.map((option) => ({
        ...option,
        long: option.long.replace(/^-+/, ''),
        short: option.short?.replace(/^-+/, '') ?? null,
      })),
    }))
    expect(completionScript(shell, bare)).toBe(script)
  })

  test('a summary of several lines becomes one', () => {
    const [first] = shapes
    if (first === undefined) throw new Error('no shape')
    const text = completionScript(shell, [{ ...first, summary: 'first\n  second', options: [] }])
    if (shell !== 'bash') expect(text).toContain('first second')
    expect(text).not.toContain('first\n')
  })
})

test('no command at all still gives a script', () => {
  for (const shell of completionShells)
    expect(completionScript(shell, [])).toContain('claude-telemetry')
})

test('quoting', () => {
  expect(posixQuoted("it's $x")).toBe("'it'\\''s $x'")
  expect(fishQuoted("it's \\")).toBe("'it\\'s \\\\'")
  expect(powershellQuoted("it's “curly’")).toBe("'it''s “curly’’'")
})

test('PowerShell gets every hostile word between quotes that hold', () => {
  const script = completionScript('powershell', shapes)
  for (const word of hostile) expect(script).toContain(powershellQuoted(word))
  expect(script).toContain(
    "Name = '--protocol'; TakesValue = $true; Words = @('http/protobuf', 'http/json', 'grpc')",
  )
  expect(script).toContain(
    "Places = @((,@('show', 'get', 'set')) + (,@('protocol', 'endpoint')) + (,@()))",
  )
})
