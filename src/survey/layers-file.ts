// One settings file → one layer: absent, unreadable and unparsable are answers, not failures.
import { Problem } from '../errors.ts'
import { readBytes } from '../world/files.ts'
import type { Layer, LayerName, ManagedSource } from './layers-layer.ts'
import { parseSettings, type Said, saidNothing } from './layers-parse.ts'

export interface Place {
  readonly name: LayerName
  readonly source: ManagedSource | null
  readonly path: string
}

export async function layerAt(place: Place): Promise<Layer> {
  return { ...place, ...(await saidAt(place.path)) }
}

async function saidAt(path: string): Promise<Said> {
  try {
    const bytes = await readBytes(path)
    return bytes === null ? saidNothing : parseSettings(bytes.toString('utf8'))
  } catch (cause) {
    const text = cause instanceof Problem ? cause.message : `Cannot read ${path}.`
    return { ...saidNothing, state: 'unreadable', trouble: { text, line: null, column: null } }
  }
}
