// What a Docker engine refused, turned into a sentence and the next thing to type.
import { Problem } from '../errors.ts'
import { asRecord, textIn } from './docker-answer.ts'
import { reasonOf } from './docker-reason.ts'
import type { EngineReason } from './docker-reason.ts'
import type { EngineAnswer } from './docker-wire.ts'
import type { EnginePlace } from './docker.ts'

/** `fault` is an answer that is none, or whatever broke on the way. */
export function problemFor(fault: unknown, { where }: EnginePlace): Problem {
  if (fault instanceof Problem) return fault
  if (!isAnswer(fault)) return unreached(fault, where)
  const words = wordsOf(fault)
  return byWords(words, where) ?? byStatus(fault.status, words, where)
}

function isAnswer(fault: unknown): fault is EngineAnswer {
  return typeof fault === 'object' && fault !== null && 'status' in fault && 'body' in fault
}

/** The engine's own words: its JSON has them in `message`, a proxy before it has none. */
function wordsOf({ status, body }: EngineAnswer): string {
  const said = body.toString('utf8')
  let message: string | null = null
  try {
    message = textIn(asRecord(JSON.parse(said)), 'message')
  } catch {
    // No JSON: the text itself is all there is.
  }
  return short(message ?? said) || `status ${status}`
}

export function byWords(words: string, where: string): Problem | null {
  if (/no space left on device/i.test(words)) {
    return new Problem('disk-full', `The Docker engine has no room left on its disk: ${words}`, {
      hints: ['See what takes it: docker system df', 'docker system prune'],
    })
  }
  const port = takenPort(words)
  if (port !== null) {
    return new Problem('port-taken', `Port ${port} is taken: the Docker engine says ${words}`, {
      hints: [
        `Is it a container? docker ps --filter publish=${port}`,
        'Choose another port, or end what holds it, then run the same command again.',
      ],
    })
  }
  const name = /name "\/?([^"]+)" is already in use/i.exec(words)?.[1]
  if (name === undefined) return null
  return new Problem('name-taken', `Another container at ${where} is called ${name}.`, {
    hints: [`docker inspect ${name}`],
  })
}

/** Null when it is about something else. Engines name the address as 127.0.0.1:4318, in many different sentences. */
function takenPort(words: string): string | null {
  if (!/already (?:allocated|in use)|port is already|ports are not available/i.test(words)) {
    return null
  }
  return /(?:\d|\]|localhost|\*):(\d{1,5})\b/.exec(words)?.[1] ?? null
}

function byStatus(status: number, words: string, where: string): Problem {
  if (status === 401 || status === 403) {
    return new Problem('no-engine', `The Docker engine at ${where} does not permit it: ${words}`)
  }
  return new Problem('engine-failed', `The Docker engine at ${where} refused: ${words}`, {
    hints: ['docker info', 'claude-telemetry doctor'],
  })
}

function unreached(fault: unknown, where: string): Problem {
  const { reason, detail } = reasonOf(fault)
  if (reason === 'no-space') return byWords(detail, where) ?? silent(reason, detail, where, fault)
  return silent(reason, detail, where, fault)
}

export function silent(reason: EngineReason, detail: string, where: string, cause: unknown) {
  const saying = sayings[reason] ?? 'fails'
  return new Problem('no-engine', `The Docker engine at ${where} ${saying}: ${detail}.`, {
    cause,
    hints: [hints[reason] ?? 'docker info', 'claude-telemetry doctor'],
  })
}

const sayings: Readonly<Partial<Record<EngineReason, string>>> = {
  'no-socket': 'has no socket',
  'no-permission': 'does not let this user in',
  refused: 'refuses the connection',
  hung: 'hangs',
  'too-old': 'is too old',
  'no-space': 'has no room left',
  'not-docker': 'is no Docker engine, or ended in the middle of its answer',
  tls: 'and we do not agree about TLS',
  unreachable: 'cannot be reached',
  unsupported: 'has an address that we do not use',
}

const hints: Readonly<Partial<Record<EngineReason, string>>> = {
  'no-permission': 'sudo usermod -aG docker "$USER" && newgrp docker',
  'too-old': 'Update Docker to version 20.10 or newer (Podman to 4.0 or newer).',
  'no-space': 'docker system df',
}

function short(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}
