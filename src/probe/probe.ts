// Proves that the client exports: runs it once, with the user's own settings, against listeners of ours.
import { join } from 'node:path'
import { type Ran, run } from '../world/exec.ts'
import { readBytes } from '../world/files.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { inTemporaryFolder } from '../world/temporary.ts'
import { clientEnv } from './client-env.ts'
import { anyHelper, type Copies, layCopies, readOriginals, type Text } from './copies.ts'
import { debugFacts, telemetryLines } from './debug-lines.ts'
import type { Detour } from './env-copy.ts'
import { type Held, isHeld } from './held.ts'
import { arrived, reasonsFor, type Seen } from './reason.ts'
import { type Receiver, receiver } from './receiver.ts'
import type { ProbeResult } from './result.ts'
import { type StandIn, standIn } from './stand-in.ts'
import { complaintIn, refusedIn } from './words.ts'
import { unprovable } from './unprovable.ts'

export interface ProbeWish {
  /** Path of the client's program. */
  readonly client: string
  /** The user's: environment, home and so on, as they are. */
  readonly around: Surroundings
  /** The folder with the user's settings.json. */
  readonly config: string
  /** The folder whose .claude/settings*.json count as well; null for none. */
  readonly project: string | null
  /** What managed settings fix, as `heldBy` tells. */
  readonly held: Held
  /** Managed settings name a headers helper, which may need a proxy. */
  readonly managedHelper?: boolean
  /** Milliseconds for the run of the client; 25 seconds when left out. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

const usualLimit = 25_000

/** Nothing of the user's is changed or reached: copies only, loopback only, and all of it gone afterwards. */
export async function proveExport(wish: ProbeWish): Promise<ProbeResult> {
  if (isHeld(wish.held)) return unprovable(wish.config, wish.held)
  const texts = await readOriginals({
    userSettings: join(wish.config, 'settings.json'),
    state: [join(wish.config, '.config.json'), join(stateFolder(wish), '.claude.json')],
    project: wish.project,
  })
  const [taker, api] = await Promise.all([receiver(), standIn()])
  try {
    return await inTemporaryFolder((folder) => proveIn(folder, { wish, texts, taker, api }))
  } finally {
    await Promise.all([taker.close(), api.close()])
  }
}

/** Beside the folder, or in it when the folder was moved; a file by an old name goes before both. */
function stateFolder({ around, config }: ProbeWish): string {
  return (around.env['CLAUDE_CONFIG_DIR'] ?? '') === '' ? around.home : config
}

interface Stage {
  readonly wish: ProbeWish
  readonly texts: readonly Text[]
  readonly taker: Receiver
  readonly api: StandIn
}

async function proveIn(folder: string, { wish, texts, taker, api }: Stage): Promise<ProbeResult> {
  const detour: Detour = {
    ports: taker.ports,
    keepProxy: wish.managedHelper === true || anyHelper(texts),
  }
  const copies = await layCopies(folder, texts, detour)
  const ran = await run(wish.client, argumentsFor(copies), {
    env: clientEnv(wish.around.env, { detour, api: api.port, ...copies }),
    cwd: copies.project,
    timeout: wish.limit ?? usualLimit,
    ...(wish.signal === undefined ? {} : { signal: wish.signal }),
  })
  wish.signal?.throwIfAborted()
  const debugText = (await readBytes(copies.debugFile).catch(() => null))?.toString('utf8') ?? ''
  const places = { copies, folder, texts }
  const seen: Seen = {
    debug: debugFacts(debugText),
    arrivals: taker.arrivals,
    timedOut: ran.timedOut,
    exitCode: ran.code,
    fault: ran.fault,
    asked: api.askedBy.length > 0,
    complaint: complaintIn(ran, places),
    refusedSettings: refusedIn(ran.stderr, places),
  }
  return resultOf(seen, ran, { debugText, askedBy: api.askedBy })
}

/** Each of these is known to 2.1.197; an unknown one would end the client. */
function argumentsFor({ debugFile }: Copies): string[] {
  return [
    '-p',
    'Say ok.',
    '--debug-file',
    debugFile,
    '--strict-mcp-config',
    '--no-session-persistence',
    '--tools',
    '',
  ]
}

interface Heard {
  readonly debugText: string
  readonly askedBy: readonly string[]
}

function resultOf(seen: Seen, ran: Ran, { debugText, askedBy }: Heard): ProbeResult {
  const reasons = reasonsFor(seen)
  return {
    provable: true,
    metrics: arrived(seen, 'metrics'),
    logs: arrived(seen, 'logs'),
    reason: reasons[0]?.text ?? null,
    reasons,
    debugLines: telemetryLines(debugText),
    exitCode: ran.code,
    version:
      askedBy
        .map((name) => /claude-cli\/([\w.-]+)/.exec(name)?.[1])
        .find((version) => version !== undefined) ?? null,
    debugFile: null,
  }
}
