// Members put into and taken out of an object of settings.json, by offsets, in the style that the file already has.
import { type Member, type Place, trivia } from './claude-settings-tree.ts'

export interface Splice {
  readonly at: number
  readonly remove: number
  readonly text: string
}

/** How a new member is written: what stands before it, what between name and value, and the step of one level. */
export interface Style {
  readonly lead: string
  readonly colon: string
  readonly step: string
  readonly eol: string
}

export type Fresh = readonly [name: string, json: string]

export function spliced(text: string, splices: readonly Splice[]): string {
  let result = ''
  let from = 0
  for (const splice of splices.toSorted((a, b) => a.at - b.at)) {
    result += text.slice(from, splice.at) + splice.text
    from = splice.at + splice.remove
  }
  return result + text.slice(from)
}

export const eolOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'

const breaks = /[\n\r]/

/** `outer` is the style of the object around, for an object that has no members to learn from. */
export function styleOf(text: string, place: Place, outer: Style | null): Style {
  const eol = eolOf(text)
  const last = place.members.at(-1)
  if (last === undefined)
    return outer === null ? { lead: eol + '  ', colon: ': ', step: '  ', eol } : inner(outer)
  const gap = text.slice(gapStart(place, place.members.length - 1), last.start)
  const inline = /^[^\S\n\r]*$/.test(gap) ? gap : ' '
  const lead = breaks.test(gap) ? eol + indentAt(text, last.start) : inline
  const colon = text.slice(last.keyEnd, last.value.offset)
  const step =
    outer === null && lead.length > eol.length && breaks.test(lead)
      ? lead.slice(eol.length)
      : outer?.step
  return { lead, colon: /^[ \t]*:[ \t]*$/.test(colon) ? colon : ': ', step: step ?? '  ', eol }
}

/** The style one level further in: deeper when lines are broken, the same when they are not. */
export function inner(style: Style): Style {
  return breaks.test(style.lead) ? { ...style, lead: style.lead + style.step } : style
}

export function objectText(members: readonly Fresh[], style: Style): string {
  const close = breaks.test(style.lead) ? style.lead.slice(0, -style.step.length) : style.lead
  return `{${listText(members, style)}${close}}`
}

function listText(members: readonly Fresh[], style: Style): string {
  return members
    .map(([name, json]) => style.lead + JSON.stringify(name) + style.colon + json)
    .join(',')
}

/** New members go behind the last one; a trailing comma stays trailing, a remark on the last line stays with its line. */
export function inserted(
  text: string,
  place: Place,
  members: readonly Fresh[],
  style: Style,
): Splice[] {
  if (members.length === 0) return []
  const last = place.members.at(-1)
  if (last === undefined) {
    const broken = !breaks.test(style.lead) || breaks.test(text.slice(place.open, place.close))
    const close = broken ? '' : style.eol + indentAt(text, place.open)
    return [{ at: place.open + 1, remove: 0, text: listText(members, style) + close }]
  }
  const end = last.comma === null ? last.end : last.comma + 1
  const { at, remark } = afterRemark(text, end)
  const lead =
    remark && !breaks.test(style.lead) ? style.eol + indentAt(text, last.start) : style.lead
  const list = listText(members, { ...style, lead })
  if (last.comma !== null) return [{ at, remove: 0, text: `${list},` }]
  return [
    { at: last.end, remove: 0, text: ',' },
    { at, remove: 0, text: list },
  ]
}

/** Past comments that share the line; `remark` when the last of them ends only with its line. */
function afterRemark(text: string, from: number): { at: number; remark: boolean } {
  const comment = /[ \t]*(?:(\/\/[^\n\r]*)|\/\*(?:[^*\n\r]|\*(?!\/))*\*\/)/y
  let at = from
  for (;;) {
    comment.lastIndex = at
    const found = comment.exec(text)
    if (found === null) return { at, remark: false }
    at = comment.lastIndex
    if (found[1] !== undefined) return { at, remark: true }
  }
}

/** Takes members out with their commas and the white space in front of them; comments of others stay. */
export function withdrawn(text: string, place: Place, gone: ReadonlySet<Member>): Splice[] {
  const splices = place.members.flatMap((member, index): Splice[] => {
    if (!gone.has(member)) return []
    const start = leadStart(text, place, index)
    const cut = { at: start, remove: member.end - start, text: '' }
    return member.comma === null ? [cut] : [cut, { at: member.comma, remove: 1, text: '' }]
  })
  const left = place.members.filter((member) => !gone.has(member)).at(-1)
  const last = place.members.at(-1)
  if (left === undefined || left === last || left.comma === null || last?.comma !== null)
    return splices
  return [...splices, { at: left.comma, remove: 1, text: '' }]
}

function leadStart(text: string, place: Place, index: number): number {
  const member = place.members[index] as Member
  const pieces = [...trivia(text, gapStart(place, index))]
  const lead = /^\s/.test(pieces.at(-1) ?? '') ? (pieces.pop() as string) : ''
  if (pieces.at(-1)?.startsWith('//') !== true) return member.start - lead.length
  // What follows must not slide up into a comment that only its line end closes.
  const rest = text.slice(member.end, place.close)
  return /^,?[ \t]*[\n\r]/.test(rest) ? member.start - lead.length : member.start
}

function gapStart(place: Place, index: number): number {
  const before = place.members[index - 1]
  return before === undefined ? place.open + 1 : (before.comma ?? before.end) + 1
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(
    Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1,
    offset,
  )
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}
