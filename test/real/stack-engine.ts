// An engine of a test's own that holds the images of a stack, as `npm run bed` made them.
import { rm } from 'node:fs/promises'
import { images } from '../../src/config/images.ts'
import type { ServiceName } from '../../src/plan/plan.ts'
import { couldNotRun, part } from '../bed.ts'
import { startEngine } from './docker-engine.ts'
import type { RealEngine } from './docker-engine.ts'
import { loadImages } from './engine-call.ts'

export interface StackParts {
  readonly program: string
  /** Service → a file for the engine to load. */
  readonly files: Readonly<Record<ServiceName, string>>
}

/** Null when this machine cannot run a stack: then the runner hears which part was missing. */
export function stackParts(): StackParts | null {
  const program = part('dockerd')
  const files = Object.keys(images).map((service) => [service, part(`image-${service}`)] as const)
  if (program === null || files.some(([, file]) => file === null)) return null
  if (process.getuid?.() !== 0) {
    couldNotRun('an engine with images', 'only root may start one')
    return null
  }
  return { program, files: Object.fromEntries(files) as Record<ServiceName, string> }
}

/** The folder is an empty one with a short name. */
export async function startStackEngine(
  { program, files }: StackParts,
  folder: string,
  services = Object.keys(files) as readonly ServiceName[],
): Promise<RealEngine> {
  const engine = await startThrifty(program, folder)
  try {
    for (const service of services) await loadImages(engine.socket, files[service])
    return engine
  } catch (cause) {
    await engine.stop()
    throw cause
  }
}

/** Layers laid over each other where the disk can; inside another container it often cannot. */
async function startThrifty(program: string, folder: string): Promise<RealEngine> {
  try {
    return await startEngine({ program, folder, storage: 'overlay2' })
  } catch (cause) {
    if (!(cause instanceof Error) || !cause.message.includes('overlay')) throw cause
    await rm(folder, { recursive: true, force: true })
    return startEngine({ program, folder })
  }
}
