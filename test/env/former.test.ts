// The memory of a shell: whatever was evaluated in between, --unset ends where the user began.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EnvChange, envChange, formerPrefix } from '../../src/env/change.ts'
import { covered, unsetBefore, unsetChange, withFormer } from '../../src/env/former.ts'

type Env = Readonly<Record<string, string>>

function after(change: EnvChange, env: Env): Env {
  const next = { ...env }
  for (const { name, value } of change) {
    if (value === null) delete next[name]
    else next[name] = value
  }
  return next
}

const A = envChange({ HOST: 'a', MODE: 'on' })
const B = envChange({ HOST: 'b', OTHER: null })
const was = (name: string): string => formerPrefix + name

describe('withFormer', () => {
  it.each<[string, Env, Record<string, string | null>]>([
    ['nothing there before', {}, { HOST: 'a', MODE: 'on', [unsetBefore]: 'HOST MODE' }],
    [
      'another value',
      { HOST: 'mine' },
      { HOST: 'a', MODE: 'on', [was('HOST')]: 'mine', [unsetBefore]: 'MODE' },
    ],
    [
      "the same value, which is the user's all the same",
      { HOST: 'a' },
      { HOST: 'a', MODE: 'on', [was('HOST')]: 'a', [unsetBefore]: 'MODE' },
    ],
    [
      'an empty value',
      { HOST: '', MODE: '' },
      { HOST: 'a', MODE: 'on', [was('HOST')]: '', [was('MODE')]: '' },
    ],
    [
      'a memory already, which stays',
      { HOST: 'ours', MODE: 'x', [was('HOST')]: 'mine' },
      { HOST: 'a', MODE: 'on', [was('MODE')]: 'x' },
    ],
    [
      'a memory of having been unset',
      { HOST: 'ours', MODE: 'ours', [unsetBefore]: 'HOST MODE' },
      { HOST: 'a', MODE: 'on' },
    ],
  ])('%s', (_, env, change) => {
    expect(withFormer(A, env)).toEqual(envChange(change))
  })

  it('takes back what an earlier endpoint set and this one does not mention', () => {
    const env = after(withFormer(A, { MODE: 'mine', OTHER: 'x' }), { MODE: 'mine', OTHER: 'x' })
    expect(after(withFormer(B, env), env)).toEqual({
      MODE: 'mine',
      HOST: 'b',
      [was('OTHER')]: 'x',
      [unsetBefore]: 'HOST',
    })
  })

  it('does not remember what it removes from where it never was', () => {
    expect(withFormer(envChange({ GONE: null }), {})).toEqual([{ name: 'GONE', value: null }])
  })
})

describe('unsetChange', () => {
  it.each<[string, Env, Record<string, string | null>]>([
    ['nothing known: the names are removed', { HOST: 'x' }, { HOST: null, MODE: null }],
    [
      'a former value',
      { HOST: 'a', [was('HOST')]: 'mine' },
      { HOST: 'mine', [was('HOST')]: null, MODE: null },
    ],
    [
      'a former empty value',
      { HOST: 'a', [was('HOST')]: '' },
      { HOST: '', [was('HOST')]: null, MODE: null },
    ],
    [
      'a name of an earlier setting',
      { OLD: 'x', [unsetBefore]: 'OLD' },
      { OLD: null, HOST: null, MODE: null, [unsetBefore]: null },
    ],
    [
      'names in the memory that are none',
      { [unsetBefore]: 'A;id $(id)', [was('x y')]: 'z' },
      { HOST: null, MODE: null, [unsetBefore]: null },
    ],
  ])('%s', (_, env, change) => {
    expect(unsetChange(['HOST', 'MODE'], env)).toEqual(envChange(change))
  })
})

it('names what it covers of the user, once', () => {
  expect(covered(A, { HOST: 'mine', MODE: 'on' })).toEqual(['HOST'])
  expect(covered(A, { HOST: 'ours', [was('HOST')]: 'mine' })).toEqual([])
  expect(covered(A, { HOST: 'ours', [unsetBefore]: 'HOST' })).toEqual([])
})

const name = fc.constantFrom('HOST', 'MODE', 'OTHER', 'HEADERS', 'A_1')
const start = fc
  .dictionary(name, fc.constantFrom('', 'mine', 'a', "it's"))
  .map((it): Env => ({ ...it }))
const change = fc.dictionary(name, fc.constantFrom('', 'a', 'b', null)).map((it) => envChange(it))

it('ends where the user began, after any run of changes', () => {
  fc.assert(
    fc.property(start, fc.array(change, { minLength: 1, maxLength: 4 }), (env, changes) => {
      const end = changes.reduce<Env>((at, next) => after(withFormer(next, at), at), env)
      const back = after(
        unsetChange(
          changes.at(-1)!.map((it) => it.name),
          end,
        ),
        end,
      )
      expect(back).toEqual(env)
    }),
  )
})

it('is the same whatever was evaluated before, and a second time changes nothing', () => {
  fc.assert(
    fc.property(start, change, change, (env, first, second) => {
      const direct = after(withFormer(second, env), env)
      const between = after(withFormer(first, env), env)
      expect(after(withFormer(second, between), between)).toEqual(direct)
      expect(after(withFormer(second, direct), direct)).toEqual(direct)
    }),
  )
})
