// Who asked to be forgotten is in no byte of the store's files any more: deleting a row leaves copies where pages were moved.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { batch, delta, event } from './facts.ts'
import { newFolder, opened } from './folder.ts'
import { isWhole, sumsAreRight } from './sums.ts'

const somebody = 'f00dfeedf00dfeed'

function heldIn(folder: string, text = somebody): number {
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  return texts.join('').split(text).length - 1
}

const two = (number: number): string => String(number).padStart(2, '0')

/** People in turns, so that everyone's texts share pages with others', and pages split again and again. */
async function people(folder: string): Promise<Awaited<ReturnType<typeof opened>>> {
  const store = await opened(folder)
  for (let turn = 0; turn < 40; turn++) {
    const facts = Array.from({ length: 20 }, (_, at) => {
      const email = at % 5 === 0 ? somebody : `other-${at}`
      const labels = { 'user.email': email, effort: `${turn}-${at}`, note: 'x'.repeat(150) }
      const session = [email, two(turn), two((at * 7) % 20)].join('-')
      return [
        delta({ session, labels }),
        event('user_prompt', { 'session.id': session, 'user.email': email, prompt: email }),
      ]
    })
    await store.write(batch(...facts.flat()))
  }
  return store
}

test('of a user', async () => {
  const folder = newFolder()
  const store = await people(folder)
  expect(heldIn(folder)).toBeGreaterThan(100)
  expect(await store.forget({ user: somebody })).toMatchObject({ points: 160, events: 160 })
  expect(heldIn(folder)).toBe(0)
  await sumsAreRight(store)
  // Others can still be forgotten after it, and what comes in again is known anew.
  await store.write(batch(delta({ session: 'again', labels: { 'user.email': 'other-1' } })))
  expect((await store.forget({ user: 'other-1' })).points).toBe(41)
  await isWhole(store)
})

test('of a session', async () => {
  const folder = newFolder()
  const store = await people(folder)
  for (const turn of ['00', '17', '39']) {
    const uid = `${somebody}-${turn}-00`
    expect(heldIn(folder, uid)).toBeGreaterThan(0)
    expect((await store.forget({ session: uid })).sessions).toBe(1)
    expect([uid, heldIn(folder, uid)]).toEqual([uid, 0])
  }
  await isWhole(store)
})
