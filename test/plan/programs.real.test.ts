// The real programs accept what is rendered for them, whatever was wished.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { usualWish } from '../../src/plan/wish.ts'
import { part } from '../bed.ts'
import { scale } from '../scale.ts'
import { onLoopback } from './on-loopback.ts'
import { wishes } from './wishes.ts'

const otelcol = part('otelcol')
const promtool = part('promtool')
const loki = part('loki')

const minute = 60_000

/** What it said where it did not like it; null where it did. */
async function complaint(program: string, args: string[]): Promise<string | null> {
  return promisify(execFile)(program, args, { timeout: minute }).then(
    () => null,
    (fault: { stdout?: string; stderr?: string; message: string }) =>
      `${fault.message}\n${fault.stdout ?? ''}\n${fault.stderr ?? ''}`,
  )
}

test.skipIf(otelcol === null)('a program that takes everything would prove nothing', async () => {
  const stack = await onLoopback(usualWish)
  const path = join(stack.folder, 'collector', 'config.yaml')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('convert_sum_to_gauge', 'convert_sum_to_gage'))
  mkdirSync(stack.inside.folder.queue)
  const said = await complaint(otelcol ?? '', ['validate', ...stack.command('collector')])
  expect(said).toContain('convert_sum_to_gage')
  stack.remove()
})

describe.each(wishes(scale.stackWishes).map((wish, at) => ({ at, wish })))(
  'wish $at',
  ({ wish }) => {
    test.skipIf(otelcol === null)('is taken by the Collector', async () => {
      const stack = await onLoopback(wish)
      // The folder is made at the start, and looked at before.
      mkdirSync(stack.inside.folder.queue)
      expect(await complaint(otelcol ?? '', ['validate', ...stack.command('collector')])).toBeNull()
      stack.remove()
    })

    test.skipIf(promtool === null)('is taken by Prometheus', async () => {
      const stack = await onLoopback(wish)
      const config = join(stack.folder, 'prometheus', 'prometheus.yml')
      expect(existsSync(config)).toBe(true)
      expect(await complaint(promtool ?? '', ['check', 'config', config])).toBeNull()
      stack.remove()
    })

    test.skipIf(loki === null)('is taken by Loki', async () => {
      const stack = await onLoopback(wish)
      expect(await complaint(loki ?? '', ['-verify-config', ...stack.command('loki')])).toBeNull()
      stack.remove()
    })
  },
)
