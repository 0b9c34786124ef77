// What is remembered of texts that senders make up: bounded in letters, and never mixed up when it begins anew.
import { expect, test } from 'vitest'
import { Names, mostLetters } from '../../../src/embedded/store/names.ts'

const resource = { 'service.name': 'claude-code' }

test('however long and many the texts are, numbering begins anew in time', () => {
  const names = new Names()
  names.begin()
  let letters = 0
  for (let at = 0; letters < mostLetters * 1.2; at += 1) {
    names.session(`session ${at}`)
    names.labelset(resource, { long: `${at} ${'x'.repeat(50_000)}` })
    letters += 50_000
  }
  const { anew, news } = names.begin()
  expect(anew).toBe(true)
  expect(names.session('session 0')).toBe(0)
  expect(names.labelset(resource, { model: 'one' })).toBe(0)
  expect(news.sessions).toEqual(['session 0'])
  expect(names.begin().anew).toBe(false)
})

test('metrics alone are bounded, too', () => {
  const names = new Names()
  names.begin()
  for (let at = 0; at < mostLetters / 500; at += 1) names.metric(`${at}${'m'.repeat(900)}`, '1')
  expect(names.begin().anew).toBe(true)
})

test('the same object is numbered anew after a new beginning, with its text told again', () => {
  const names = new Names()
  const labels = { model: 'one', long: 'x'.repeat(mostLetters) }
  names.begin()
  names.labelset(resource, { model: 'zero' })
  expect(names.labelset(resource, labels)).toBe(1)
  const { anew, news } = names.begin()
  expect(anew).toBe(true)
  expect(names.labelset(resource, labels)).toBe(0)
  expect(names.labelset(resource, labels)).toBe(0)
  expect(news.labelsets).toHaveLength(1)
})
