// `npm test`: every tier that this machine can run, one after the other, and one line of real counts at the end.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildWhenOld, installWhenMissing, root } from './fresh.mjs'
import { closingLine, couldNotRun, notExcused, sum, tallyOf } from './tally.mjs'

const tiers = ['unit', 'embedded', 'real']
let interruptedBy = null

async function main() {
  const { tier, storm, rest } = wishes()
  await installWhenMissing()
  await buildWhenOld()
  const scratch = await mkdtemp(join(tmpdir(), 'claude-telemetry-test-'))
  try {
    const missing =
      process.env.CLAUDE_TELEMETRY_COULD_NOT_RUN ?? join(scratch, 'could-not-run.jsonl')
    const env = {
      ...process.env,
      CLAUDE_TELEMETRY_COULD_NOT_RUN: missing,
      ...(storm && { CLAUDE_TELEMETRY_STORM: '1' }),
    }
    const runs = []
    for (const each of tier === null ? tiers : [tier])
      runs.push(await runTier(each, rest, scratch, env))
    return finish(runs, couldNotRun(await readFile(missing, 'utf8').catch(() => '')))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Whatever is not ours goes to vitest: a path, -t, --bail. */
function wishes() {
  const args = process.argv.slice(2)
  const { values, tokens } = parseArgs({
    args,
    options: { tier: { type: 'string' }, storm: { type: 'boolean', default: false } },
    strict: false,
    tokens: true,
  })
  const ours = new Set()
  for (const token of tokens.filter(({ name }) => name === 'tier' || name === 'storm')) {
    ours.add(token.index)
    if (token.name === 'tier' && token.inlineValue === false) ours.add(token.index + 1)
  }
  if (values.tier !== undefined && !tiers.includes(values.tier))
    throw new Error(`A tier is one of: ${tiers.join(', ')}.`)
  return {
    tier: values.tier ?? null,
    storm: values.storm,
    rest: args.filter((_, index) => !ours.has(index)),
  }
}

async function runTier(tier, rest, scratch, env) {
  const report = join(scratch, `${tier}.json`)
  process.stdout.write(`\n── ${tier}\n`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ended = await run(
    [vitest, 'run', '--project', tier, '--passWithNoTests', ...reporters, ...rest],
    env,
  )
  const text = await readFile(report, 'utf8').catch(() => null)
  const nothing = { passed: 0, failed: 0, skipped: 0 }
  return {
    tier,
    ended,
    written: text !== null,
    tally: text === null ? nothing : tallyOf(JSON.parse(text)),
  }
}

function run(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
    // Ctrl-C reaches the runner by itself; here it only must not hide the counts, nor start the next tier.
    const interrupted = (signal) => {
      interruptedBy = signal
      if (signal === 'SIGTERM') child.kill(signal)
    }
    const ended = (settle) => (value) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupted)
      settle(value)
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupted)
    child.once('error', ended(reject))
    child.once('close', (code, signal) => ended(resolve)(signal ?? code))
  })
}

async function finish(runs, missing) {
  const total = sum(runs.map(({ tally }) => tally))
  const faults = [...runnerFaults(runs), ...(await missingFaults(missing))]
  if (interruptedBy !== null) faults.push(`interrupted by ${interruptedBy}`)
  if (total.passed + total.failed === 0) faults.push('No test was executed.')
  process.stdout.write('\n')
  for (const [part, reason] of missing) process.stdout.write(`could not run: ${part}: ${reason}\n`)
  for (const fault of faults) process.stdout.write(`fault: ${fault}\n`)
  process.stdout.write(`${closingLine(total)}\n`)
  return total.failed === 0 && faults.length === 0 ? 0 : 1
}

/** A runner can fail without a failed test: an error between tests, a crash, a signal. */
function runnerFaults(runs) {
  return runs.flatMap(({ tier, ended, written, tally }) => {
    if (!written && ended !== 0) return [`the runner of ${tier} left no report (${ended})`]
    return ended !== 0 && tally.failed === 0
      ? [`the runner of ${tier} ended with ${ended}, see above`]
      : []
  })
}

async function missingFaults(missing) {
  if (process.env.CI !== 'true') return []
  const excuses = JSON.parse(
    await readFile(join(root, 'test', 'cannot-run.json'), 'utf8').catch(() => '{}'),
  )
  return notExcused(missing, excuses).map(
    (part) => `${part} could not run, and test/cannot-run.json does not say why`,
  )
}

try {
  process.exitCode = await main()
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
  process.stdout.write(`${closingLine({ passed: 0, failed: 1, skipped: 0 })}\n`)
  process.exitCode = 1
}
