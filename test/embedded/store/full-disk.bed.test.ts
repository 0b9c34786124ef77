// A disk that fills up: writes are turned away before the database is hurt, reads go on, and writes come back.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type Store, openStore } from '../../../src/embedded/store/store.ts'
import { couldNotRun } from '../../bed.ts'
import { batch, began, delta } from './facts.ts'
import { isWhole, sumsAreRight } from './sums.ts'

const megabyte = 1024 * 1024
const disk = smallDisk()
afterAll(() => {
  if (disk === null) return
  execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true })
})

function smallDisk(): string | null {
  if (process.getuid?.() !== 0) {
    couldNotRun('full disk', 'only root may mount a small disk')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    couldNotRun('full disk', 'a small disk could not be mounted')
    return null
  }
}

const free = (): number => {
  const { bavail, bsize } = statfsSync(String(disk))
  return bavail * bsize
}

let end = began
const some = () => batch(...Array.from({ length: 1000 }, () => delta({ end: ++end })))

/** Writes until it is turned away; answers how many points were acknowledged and why it ended. */
async function fill(store: Store): Promise<{ points: number; code: unknown }> {
  for (let points = 0; points < 2_000_000;) {
    try {
      points += (await store.write(some())).stored
    } catch (cause) {
      return { points, code: (cause as { code?: unknown }).code }
    }
  }
  throw new Error('The disk never became full.')
}

const count = async (store: Store) =>
  (await store.query('SELECT count(*) AS n FROM delta'))[0]?.['n']

describe.skipIf(disk === null)('a small disk', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(String(disk), 'store-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('stops before it is full, says so, reads on, and goes on when there is room', async () => {
    const store = await openStore(folder, { reserve: 4 * megabyte })
    const { points, code } = await fill(store)
    expect(code).toBe('store-full')
    expect(free()).toBeGreaterThan(2 * megabyte)
    expect(await count(store)).toBe(points)
    expect(await store.health()).toMatchObject({ state: 'full', stored: points })
    await expect(store.write(some())).rejects.toMatchObject({ code: 'store-full' })

    execFileSync('mount', ['-o', 'remount,size=48m', String(disk)])
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await store.write(some())).toMatchObject({ stored: 1000 })
    expect(await store.health()).toMatchObject({ state: 'open' })
    await sumsAreRight(store)
    await isWhole(store)
    await store.close()
    execFileSync('mount', ['-o', 'remount,size=24m', String(disk)])
  })

  test(
    'filled by others to the last byte: nothing acknowledged is lost, and it is whole',
    { timeout: 120_000 },
    async () => {
      const store = await openStore(folder, { reserve: 0 })
      await store.write(some())
      const ballast = join(folder, 'ballast')
      writeFileSync(ballast, new Uint8Array(free() - 2 * megabyte))
      const { points, code } = await fill(store)
      expect(code).toBe('store-full')
      expect(await count(store)).toBe(points + 1000)
      await store.close().catch(() => undefined)

      // With no byte left it opens for reading alone, and for writing by itself.
      writeFileSync(join(folder, 'more'), new Uint8Array(Math.max(0, free())))
      const again = await openStore(folder, { reserve: megabyte })
      expect(await again.health()).toMatchObject({ state: 'full' })
      expect(await count(again)).toBe(points + 1000)
      await sumsAreRight(again)
      await expect(again.write(some())).rejects.toMatchObject({ code: 'store-full' })
      rmSync(ballast)
      rmSync(join(folder, 'more'))
      for (const end = Date.now() + 60_000; (await again.health()).state !== 'open';) {
        if (Date.now() > end) throw new Error('It did not open when there was room.')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect((await again.health()).opening.setAside).toBeNull()
      expect(await count(again)).toBe(points + 1000)
      expect(await again.write(some())).toMatchObject({ stored: 1000 })
      await sumsAreRight(again)
      await isWhole(again)
      await again.close()
    },
  )
})
