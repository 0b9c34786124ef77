// What a panel shows, against the points themselves and against what our own page says.
import type { Measure, OfSums, Quantity, Range } from '../../src/dashboards/measure.ts'
import { periodBefore } from '../../src/dashboards/measure.ts'
import {
  type Answers,
  barPartsOf,
  barsIn,
  type Drawn,
  type Look,
  numbersOf,
} from './grafana-look.ts'
import type { Parts, Truth } from './grafana-truth.ts'

export interface Compared extends Drawn {
  readonly look: Look
  readonly answers: Answers
  readonly truth: Truth
  pageSays(measure: Measure): Promise<Parts>
}

/** Sums of the same numbers in another order; whole ones are equal to the last figure. */
function near(found: number | undefined, wanted: number | undefined): boolean {
  if (found === undefined || wanted === undefined) return found === wanted
  return Math.abs(found - wanted) <= 1e-11 * Math.max(1, Math.abs(wanted))
}

/** What differs, in words; nothing when all is equal. */
export function differences(found: Parts, wanted: Parts): string[] {
  return [...new Set([...found.keys(), ...wanted.keys()])]
    .filter((key) => !near(found.get(key), wanted.get(key)))
    .map((key) => `${key}: ${found.get(key)}, but it is ${wanted.get(key)}`)
}

export async function faultsOf(of: Compared): Promise<string[]> {
  const { measure } = of.panel
  if (measure.op === 'total') return ofTotal(of, measure)
  if (measure.op === 'ratio') return ofRatio(of, measure)
  if (measure.op === 'by') return ofParts(of, measure)
  if (measure.op === 'over-time' || measure.op === 'rate') return ofBars(of, measure)
  if (measure.op === 'together') return ofSeveral(of, measure)
  return [`no panel of ${measure.op} is known here`]
}

type Op<Name> = Extract<OfSums, { op: Name }>

const asParts = (value: number | null): Parts => new Map(value === null ? [] : [['', value]])

async function ofTotal({ drawn, answers, look, truth, pageSays }: Compared, measure: Op<'total'>) {
  const { range, where } = look
  const now = numbersOf(drawn, answers)
  const nothingIs0 = (parts: Parts): Parts => (parts.size === 0 ? asParts(0) : parts)
  const before = truth.sum(measure.of, periodBefore(range), where)
  return [
    ...differences(now, asParts(truth.sum(measure.of, range, where) ?? 0)),
    ...differences(now, nothingIs0(await pageSays(measure))),
    ...(answers.has('before')
      ? differences(numbersOf(drawn, answers, 'before'), asParts(before))
      : []),
  ]
}

async function ofRatio({ drawn, answers, look, truth, pageSays }: Compared, measure: Op<'ratio'>) {
  const sum = (of: Quantity, at: Range) => truth.sum(of, at, look.where)
  const wanted = (at: Range): Parts => {
    const below = sum(measure.to, at) ?? 0
    return asParts(below === 0 ? null : ((measure.times ?? 1) * (sum(measure.of, at) ?? 0)) / below)
  }
  const now = numbersOf(drawn, answers)
  return [
    ...differences(now, wanted(look.range)),
    ...differences(now, await pageSays(measure)),
    ...differences(numbersOf(drawn, answers, 'before'), wanted(periodBefore(look.range))),
  ]
}

async function ofParts({ drawn, answers, look, truth, pageSays }: Compared, measure: Op<'by'>) {
  const found = numbersOf(drawn, answers)
  const values = [...found.values()]
  const inOrder = values.every((value, at) => value <= (values[at - 1] ?? Infinity))
  return [
    ...differences(found, truth.parts(measure.of, look.range, look.where, measure.by)),
    ...differences(found, await pageSays(measure)),
    ...(inOrder ? [] : ['not the largest first']),
  ]
}

function ofBars(
  { drawn, answers, look, truth }: Compared,
  { op, of, by }: Op<'over-time' | 'rate'>,
) {
  const bars = barsIn(drawn, look)
  const seconds = op === 'rate' ? bars.step / 1000 : 1
  const wanted = [...truth.bars(of, bars, look.where, by)]
  const each: Parts = new Map(wanted.map(([key, value]) => [key, value / seconds]))
  return differences(barPartsOf(drawn, answers), each)
}

function ofSeveral({ drawn, answers, look, truth }: Compared, { each }: Op<'together'>) {
  const bars = barsIn(drawn, look)
  return each.flatMap(({ of }, place) =>
    differences(
      barPartsOf(drawn, answers, 'ABCDEFGH'.charAt(place)),
      truth.bars(of, bars, look.where),
    ),
  )
}
