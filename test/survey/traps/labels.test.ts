import { expect, it } from 'vitest'
import { facts } from '../traps-facts.ts'
import { told } from '../traps-told.ts'

const name = 'OTEL_RESOURCE_ATTRIBUTES'
const fine = `ok | ${name} can be read and stays on points. | shell | -`
const key = 'has a key with a sign that no key may have: it is missing on points and events'
const most = 'has a value of 256 signs once percent-encoded, and 255 are the most'
const long = 'x'.repeat(256)
const labels = (value: string, version: [number, number, number] = [2, 1, 329]) =>
  told('resource-attributes', facts({ shell: { [name]: value }, version }))

// As measured with the real client: left what it was given, right what became of it.
it.each([
  ["!#$&'()*+-./:<>?@[]^_`{|}~aZ9=1", fine],
  ['team/id@x:y=core', fine],
  [`a=${'x'.repeat(255)}`, fine],
  [`a=${'%20'.repeat(85)}`, fine],
  ['größe=1', `warning | ${name}, entry 1 of 1 (größe=1), ${key}. | shell | export ${name}=gr_e=1`],
  ['a b=1', `warning | ${name}, entry 1 of 1 (a b=1), ${key}. | shell | export ${name}=a_b=1`],
  [
    'a%20b=1',
    `warning | ${name}, entry 1 of 1 (a%20b=1), ${key}. | shell | export ${name}=a_20b=1`,
  ],
  [
    'a\\"b;c=1',
    `warning | ${name}, entry 1 of 1 (a\\\\\\"b;c=1), ${key}. | shell | export ${name}=a_b_c=1`,
  ],
])('%j', (value, line) => {
  expect(labels(value)).toEqual([line])
})

it('a value that is too long is cut so that it arrives', () => {
  const start = `warning | ${name}, entry 2 of 2 (b=${'x'.repeat(115)}…)`
  const end = `| shell | export ${name}=a=1,b=${'x'.repeat(255)}`
  expect(labels(`a=1,b=${long}`)).toEqual([
    `${start}, ${most}: it is missing on points and events. ${end}`,
  ])
  expect(labels(`a=1,b=${long}`, [2, 1, 197])).toEqual([
    `${start}, ${most}: clients of this age then leave out every label. ${end}`,
  ])
})

it('counts encoded signs, and cuts between two characters', () => {
  const [line = ''] = labels(`a=${'%F0%9F%A6%8A'.repeat(22)}`)
  expect(line).toContain('has a value of 264 signs once percent-encoded')
  expect(labels(line.replace(/^.*RESOURCE_ATTRIBUTES=/s, ''))).toEqual([fine])
})
