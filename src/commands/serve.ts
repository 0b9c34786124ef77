// `serve`: the background process in the foreground, until it is told to end.
import { type Call, type Verb, switchOption } from '../call.ts'
import { engineNow } from '../making/engine.ts'
import { type Log, boundPrinted, logFile, openLog } from '../embedded/life/log.ts'
import { type Serving, serve as start } from '../embedded/serve.ts'
import { makeOwnFolders } from '../state/folders.ts'
import { makeToken } from '../state/token.ts'
import { wishOf } from '../state/wish.ts'
import { isLoopbackOnly } from '../config/listen.ts'
import { privacyOf } from '../embedded/privacy.ts'
import { retentionOf } from '../embedded/store/retention.ts'
import { lastPorts, rememberPorts } from '../state/ports.ts'
import { settle } from '../state/settle.ts'
import { holderOf } from '../survey/ports-holder.ts'
import { programVersion } from '../world/assets.ts'
import { aborted } from '../world/wait.ts'

const tick = 5_000
const tidyEvery = 60_000

export const serve: Verb = async (call) => {
  const { places, signal, talk } = call
  const now = switchOption(call, 'unlessRunning') ? await engineNow(places) : null
  // What starts us at login shall not try again and again because somebody was faster.
  if (now?.state === 'running') return { data: { ports: now.mark.ports }, text: '' }
  await makeOwnFolders(places)
  const log = openLog(logFile(places))
  try {
    log.say(`starting: claude-telemetry ${await programVersion()}, process ${process.pid}`)
    const serving = await saying(log, started(call, log))
    const { ports } = serving.mark
    talk.say(
      `Takes OTLP on http://127.0.0.1:${ports.http} (HTTP) and http://127.0.0.1:${ports.grpc} (gRPC).`,
    )
    talk.say(`Shows it on http://127.0.0.1:${ports.page}`)
    const tidy = setInterval(() => void boundPrinted(places), tidyEvery).unref()
    await aborted(signal)
    clearInterval(tidy)
    await serving.stop()
    return { data: { ports }, text: '' }
  } catch (cause) {
    log.say(`not running: ${cause instanceof Error ? cause.message : String(cause)}`)
    throw cause
  } finally {
    await log.close()
  }
}

async function started({ places, around, flags }: Call, log: Log): Promise<Serving> {
  const { settings } = await settle(places, around, flags)
  const config = await wishOf(places, settings)
  const token = isLoopbackOnly(config.listen) ? null : await makeToken(places, around)
  return start({
    places,
    ports: {
      grpc: settings['grpc-port'].value,
      http: settings['http-port'].value,
      page: settings['page-port'].value,
    },
    last: await lastPorts(places),
    remember: (ports) => rememberPorts(places, ports),
    holder: (port) => holderOf(port, around),
    log,
    entrance: { listen: config.listen, hosts: config.host === null ? [] : [config.host], token },
    privacy: await privacyOf(places, config),
    retention: retentionOf(config),
  })
}

/** A large store takes its time to be examined: whoever waits for us shall know that we live. */
async function saying<Result>(log: Log, work: Promise<Result>): Promise<Result> {
  const timer = setInterval(() => log.say('still starting: the store is being opened'), tick)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
