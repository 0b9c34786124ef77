// Whose a container, network or volume is: nothing without our own labels is ever stopped, changed or removed.
import { Problem } from '../errors.ts'
import type { Labels } from '../world/docker-owned.ts'

export interface Whose {
  readonly stack: string
  /** Of the user: two of them may share an engine, each with a stack of the same name. */
  readonly owner: string
}

export const label = {
  stack: 'claude-telemetry.stack',
  owner: 'claude-telemetry.owner',
  service: 'claude-telemetry.service',
  hash: 'claude-telemetry.hash',
  /** Of the secrets that were handed over, which the plan does not know. */
  secrets: 'claude-telemetry.secrets',
  /** What is made anew with its container, and holds nothing of the user's. */
  files: 'claude-telemetry.files',
} as const

export function ourLabels({ stack, owner }: Whose): Labels {
  return { [label.stack]: stack, [label.owner]: owner }
}

export function isOurs(labels: Labels, { stack, owner }: Whose): boolean {
  return labels[label.stack] === stack && labels[label.owner] === owner
}

export type Kind = 'container' | 'network' | 'volume'

/** Throws for a thing of somebody else's; null, which is no thing, passes. */
export function mustBeOurs(
  kind: Kind,
  found: { readonly name: string; readonly labels: Labels } | null,
  whose: Whose,
): void {
  if (found === null || isOurs(found.labels, whose)) return
  const also = found.labels[label.stack] !== undefined
  const by = also ? 'is of another user or stack of claude-telemetry' : 'was not made by us'
  throw new Problem(
    'name-taken',
    `There is a ${kind} ${found.name} already, and it ${by}. It was left alone.`,
    {
      hints: [
        'Another name for the stack makes another set of names.',
        kind === 'container'
          ? `docker inspect ${found.name}`
          : `docker ${kind} inspect ${found.name}`,
      ],
    },
  )
}
