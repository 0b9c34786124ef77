// Starting at login: planned so that it can be shown, made, and undone, with the receipt kept true around each step.
import { dirname, join } from 'node:path'
import { tellManager } from '../embedded/login/manager.ts'
import { type LoginService, loginService } from '../embedded/login/service.ts'
import { loginText, templateOf } from '../embedded/login/text.ts'
import { Problem } from '../errors.ts'
import { apply } from '../placing/apply.ts'
import type { Change } from '../placing/placement.ts'
import { type Proposal, describe, drawn, isUnchanged } from '../placing/proposal.ts'
import { planWhole } from '../placing/whole.ts'
import { carryOut, planWithdrawal } from '../placing/withdraw.ts'
import { type LoginRecord, type Receipt, readReceipt } from '../state/receipt.ts'
import { template } from '../world/assets.ts'
import { missingFolders } from '../world/files.ts'
import { leadsTo, makeLink, removeLink } from '../world/links.ts'
import { type Places, starterFile } from '../world/places.ts'
import type { Surroundings } from '../world/surroundings.ts'
import { rewrite } from './placements.ts'

export interface LoginWish {
  readonly places: Places
  readonly around: Surroundings
  readonly stack: string
  /** 'as it is' where the system cannot be asked now, and what was made before shall stay. */
  readonly login: 'on' | 'off' | 'as it is'
  /** Put our file in the place of one that is not ours, or was edited. */
  readonly replace: boolean
}

export interface LoginPlan {
  /** The whole text, for --dry-run and for the question before it; empty when nothing changes. */
  readonly text: string
  readonly changes: readonly Change[]
}

export async function planLogin(wish: LoginWish): Promise<LoginPlan> {
  const record = await recordOf(wish.places)
  if (wish.login === 'off' && record !== null) {
    const changes = await loginWithdrawal(wish.places, wish.around)
    return { changes, text: changes.map(({ path, action }) => `${path}: ${action}`).join('\n') }
  }
  const planned = wish.login === 'on' ? await proposed(wish, record) : null
  if (planned === null) return { text: '', changes: [] }
  const { proposal, changes } = planned
  const isSaid = changes.some(({ action }) => action !== 'unchanged')
  return { text: isSaid ? describe(proposal) : '', changes }
}

interface Planned {
  readonly service: LoginService
  readonly proposal: Proposal
  readonly changes: readonly Change[]
  /** Somebody edited our file: it stays as it is. */
  readonly isLeft: boolean
}

async function proposed(wish: LoginWish, record: LoginRecord | null): Promise<Planned | null> {
  const { places, around, stack, replace } = wish
  const service = loginService(around, places, stack)
  if (service === null) return null
  const text = loginText(service, await template(templateOf[service.system]), {
    starter: starterFile(places, around.platform),
    stack,
    env: around.env,
    state: places.state,
  })
  const proposal = await planWhole(
    around,
    {
      kind: 'login',
      shell: null,
      path: service.path,
      text,
      change: [],
      isPrivate: service.isPrivate,
    },
    record === null ? [] : [record.file],
  )
  const isForeign = proposal.conflicts.length > 0 && !replace
  if (isForeign && record === null) throw notOurs(service.path)
  const reason = 'it was changed since; --replace puts ours in its place'
  const change: Change = isForeign
    ? { path: service.path, action: 'left', reason }
    : drawn(proposal)
  return { service, proposal, isLeft: isForeign, changes: [change, ...(await linkChange(service))] }
}

async function linkChange({ link }: LoginService): Promise<Change[]> {
  if (link === null) return []
  const stands = (await leadsTo(link.path)) === link.to
  return [{ path: link.path, action: stands ? 'unchanged' : 'created', reason: null }]
}

function notOurs(path: string): Problem {
  return new Problem(
    'value-conflict',
    `${path} is there already, and it is not ours. Nothing was changed.`,
    { hints: ['Move it away, or add --replace: undoing brings it back.'] },
  )
}

export async function makeLogin(wish: LoginWish): Promise<readonly Change[]> {
  const { places, around } = wish
  if (wish.login === 'off') return (await withdrawLogin(places, around)).changes
  const planned = wish.login === 'on' ? await proposed(wish, await recordOf(places)) : null
  if (planned === null) return []
  const { service, proposal, isLeft, changes } = planned
  const { system, name, link } = service
  const folders = link === null ? [] : await missingFolders(dirname(link.path))
  const former = (await recordOf(places))?.link?.folders ?? []
  const linked = link === null ? null : { ...link, folders: [...new Set([...former, ...folders])] }
  if (!isLeft && !isUnchanged(proposal))
    await apply(proposal, join(places.state, 'backups'), (file) =>
      rewrite(places, () => ({ login: { system, name, file, link: linked } })),
    )
  if (link !== null) await makeLink(link.path, link.to)
  if (changes.every(({ action }) => action === 'unchanged')) return changes
  const fault = await tellManager(around, service, 'there')
  if (fault === null) return changes
  await withdrawLogin(places, around)
  throw new Problem('no-login', `The system does not take it for starting at login: ${fault}`, {
    hints: ['claude-telemetry init --login off'],
  })
}

/** What undoing would do. */
export async function loginWithdrawal(places: Places, around: Surroundings): Promise<Change[]> {
  const record = await recordOf(places)
  if (record === null) return []
  const { link, file } = record
  const stands = link !== null && (await leadsTo(link.path)) === link.to
  const { change } = await planWithdrawal(file, around)
  return [...(stands ? [removed(link.path)] : []), change]
}

export async function withdrawLogin(
  places: Places,
  around: Surroundings,
): Promise<{ readonly changes: readonly Change[]; readonly undone: boolean }> {
  const record = await recordOf(places)
  if (record === null) return { changes: [], undone: true }
  const { link, file, system, name } = record
  const isUnlinked = link !== null && (await removeLink(link.path, link.to, link.folders))
  const { change, done } = await carryOut(await planWithdrawal(file, around))
  await tellManager(around, { system, name, path: file.path }, 'gone')
  if (done) await rewrite(places, () => ({ login: null }))
  return { changes: [...(isUnlinked ? [removed(link.path)] : []), change], undone: done }
}

const removed = (path: string): Change => ({ path, action: 'removed', reason: null })

async function recordOf(places: Places): Promise<LoginRecord | null> {
  const receipt: Receipt | null = await readReceipt(places)
  return receipt?.login ?? null
}
