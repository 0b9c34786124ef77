// `backup`: one file that holds all that was collected, made while the engine goes on.
import { join, resolve } from 'node:path'
import { type Call, type Verb, switchOption } from '../call.ts'
import { Problem } from '../errors.ts'
import { makeBackup } from '../making/backup.ts'
import { bytesInWords } from '../plan/bytes.ts'
import { standing } from '../world/files.ts'

export const backup: Verb = async (call) => {
  const { places, stack, signal } = call
  const to = targetOf(call)
  if ((await standing(to)) !== null && !mayReplace(call))
    throw new Problem('value-conflict', `${to} is there already. It was left as it is.`, {
      hints: [`claude-telemetry backup --replace '${to}'`],
    })
  const { size, bytes, made, schema, version } = await makeBackup({ places, stack, to, signal })
  return {
    data: { path: to, size_bytes: size, database_bytes: bytes, made, schema, version },
    text: `${to} (${bytesInWords(size)}, private to you)`,
    after: [`To bring it back: claude-telemetry restore '${to}'`],
  }
}

function mayReplace(call: Call): boolean {
  return call.talk.yes || switchOption(call, 'replace')
}

/** In the folder one is in, with the moment in its name, unless a file was named. */
function targetOf({ args, stack, around }: Call): string {
  const [file] = args
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '')
  return resolve(around.cwd, file ?? join('.', `${stack}-${moment}Z.tar.gz`))
}
