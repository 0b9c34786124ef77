// Networks and volumes of a Docker engine, and how things are found again by their labels.
import { asRecord, listIn, textIn, textsIn } from './docker-answer.ts'
import type { Answer } from './docker-answer.ts'
import type { EngineAnswer, Question, Wire } from './docker-wire.ts'

export type Labels = Readonly<Record<string, string>>

export interface Named {
  readonly name: string
  /** Networks have one; a volume's is its name. */
  readonly id: string
  readonly labels: Labels
}

export interface NamedThings {
  /** By its exact name; null when there is none. */
  inspect(name: string, signal: AbortSignal): Promise<Named | null>
  list(labels: Labels, signal: AbortSignal): Promise<Named[]>
  create(name: string, labels: Labels, signal: AbortSignal): Promise<Named>
  /** By id. What is gone already is fine. */
  remove(id: string, signal: AbortSignal): Promise<void>
}

export function networksOver(wire: Wire): NamedThings {
  const list = async (filters: string, signal: AbortSignal): Promise<Named[]> => {
    const answer = await wire.ask({ method: 'GET', path: '/networks', query: { filters }, signal })
    const found = jsonOf(answer)
    return (Array.isArray(found) ? found : []).map((one) => named(asRecord(one)))
  }
  return {
    // Its filter for names finds parts of names, too.
    inspect: async (name, signal) =>
      (await list(JSON.stringify({ name: [name] }), signal)).find((one) => one.name === name) ??
      null,
    list: (labels, signal) => list(filterFor(labels), signal),
    create: async (name, labels, signal) => {
      const body = { Name: name, Labels: labels, CheckDuplicate: true }
      const answer = await wire.ask({ method: 'POST', path: '/networks/create', body, signal })
      return { name, labels, id: textIn(asRecord(jsonOf(answer)), 'Id') ?? name }
    },
    remove: (id, signal) => removed(wire, `/networks/${encodeURIComponent(id)}`, signal),
  }
}

export function volumesOver(wire: Wire): NamedThings {
  return {
    inspect: async (name, signal) => {
      const path = `/volumes/${encodeURIComponent(name)}`
      const answer = await wire.ask({ method: 'GET', path, expected: [404], signal })
      return answer.status === 404 ? null : named(asRecord(jsonOf(answer)))
    },
    list: async (labels, signal) => {
      const query = { filters: filterFor(labels) }
      const answer = await wire.ask({ method: 'GET', path: '/volumes', query, signal })
      return listIn(asRecord(jsonOf(answer)), 'Volumes').map((one) => named(asRecord(one)))
    },
    create: async (name, labels, signal) => {
      const body = { Name: name, Labels: labels }
      await wire.ask({ method: 'POST', path: '/volumes/create', body, signal })
      return { name, labels, id: name }
    },
    remove: (id, signal) => removed(wire, `/volumes/${encodeURIComponent(id)}`, signal),
  }
}

async function removed(wire: Wire, path: Question['path'], signal: AbortSignal): Promise<void> {
  await wire.ask({ method: 'DELETE', path, expected: [404], signal })
}

function named(answer: Answer): Named {
  const name = textIn(answer, 'Name') ?? ''
  return { name, id: textIn(answer, 'Id') ?? name, labels: textsIn(answer, 'Labels') }
}

export function filterFor(labels: Labels): string {
  return JSON.stringify({
    label: Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  })
}

export function jsonOf({ body }: EngineAnswer): unknown {
  return JSON.parse(body.toString('utf8')) as unknown
}
