// Reads a body piece by piece, and stops at the first byte too many: of it, of all together, or in time.
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { codeOf } from '../../world/fault.ts'
import type { Limits } from './limits.ts'
import { Gone, Refused } from './refused.ts'
import type { Claim } from './waiting.ts'

/** Not by `for await`: leaving that early would cut the line before the answer. */
export function readBody(
  request: Readable,
  claim: Claim,
  { body, bodyTime }: Pick<Limits, 'body' | 'bodyTime'>,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    const settle = (): void => {
      clearTimeout(timer)
      request.off('data', take).off('end', end).off('close', gone).off('error', gone)
    }
    const refuse = (fault: Error): void => {
      settle()
      // What was claimed for a body nobody will read is free at once.
      parts.length = 0
      reject(fault)
    }
    const take = (part: Buffer): void => {
      size += part.length
      if (size > body) refuse(new Refused('too-large'))
      else if (!claim.more(part.length)) refuse(new Refused('crowded'))
      else parts.push(part)
    }
    const end = (): void => {
      settle()
      resolve(Buffer.concat(parts, size))
    }
    const gone = (): void => refuse(new Gone('the sender left'))
    const timer = setTimeout(() => refuse(new Refused('slow')), bodyTime)
    request.on('data', take).on('end', end).on('close', gone).on('error', gone)
  })
}

const unzip = promisify(gunzip)

/** Stops unpacking at the limit, however much a few bytes would become. */
export async function inflated(body: Buffer, limit: number): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: limit })
  } catch (cause) {
    throw new Refused(codeOf(cause) === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'bad-gzip', {
      cause,
    })
  }
}
