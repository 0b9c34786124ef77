// `serve`: the background process in the foreground, until it is told to end.
import type { Verb } from '../call.ts'
import { logFile, openLog } from '../embedded/life/log.ts'
import { serve as start } from '../embedded/serve.ts'
import { makeOwnFolders } from '../state/folders.ts'
import { lastPorts, rememberPorts } from '../state/ports.ts'
import { settle } from '../state/settle.ts'
import { aborted } from '../world/wait.ts'

export const serve: Verb = async ({ places, around, flags, signal, talk }) => {
  const { settings } = await settle(places, around, flags)
  await makeOwnFolders(places)
  const log = openLog(logFile(places))
  const serving = await start({
    places,
    ports: {
      grpc: settings['grpc-port'].value,
      http: settings['http-port'].value,
      page: settings['page-port'].value,
    },
    last: await lastPorts(places),
    remember: (ports) => rememberPorts(places, ports),
    log,
  })
  const { ports } = serving.mark
  talk.say(
    `Takes OTLP on http://127.0.0.1:${ports.http} (HTTP) and http://127.0.0.1:${ports.grpc} (gRPC).`,
  )
  talk.say(`Shows it on http://127.0.0.1:${ports.page}`)
  await aborted(signal)
  await serving.stop()
  await log.close()
  return { data: { ports }, text: '' }
}
