// What stands for itself: levels, and distributions. Each once; another value under the same identity is told.
import type { Cell, Database, Statement } from '../../world/database.ts'
import type { Dictionary } from './dictionary.ts'
import type { Fate } from './event-table.ts'
import { type DistributionRow, levelWidth } from './parcel.ts'

type Tell = (line: string) => void

const said = ['shape', 'temporality', 'count', 'sum', 'min', 'max', 'detail']

export class LevelTable {
  readonly #dictionary: Dictionary
  readonly #level: { add: Statement; find: Statement }
  readonly #distribution: { add: Statement; find: Statement }

  constructor(db: Database, dictionary: Dictionary) {
    this.#dictionary = dictionary
    this.#level = {
      add: db.prepare(`INSERT INTO level(metric, at, labelset, value)
        VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING`),
      find: db.prepare('SELECT value FROM level WHERE metric = ? AND at = ? AND labelset = ?'),
    }
    this.#distribution = {
      add: db.prepare(`INSERT INTO distribution(metric, at, labelset, start, ${said.join(', ')})
        VALUES(?, ?, ?, ?, ${said.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`),
      find: db.prepare(`SELECT ${said.join(', ')} FROM distribution
        WHERE metric = ? AND at = ? AND labelset = ? AND start = ?`),
    }
  }

  writeLevel(rows: Float64Array, row: number, tell: Tell): Fate {
    const place = row * levelWidth
    const metric = this.#dictionary.metrics.id(rows[place] as number)
    const at = rows[place + 1] as number
    const labelset = this.#dictionary.labelsets.id(rows[place + 2] as number)
    const value = rows[place + 3] as number
    if (Number(this.#level.add.run(metric, at, labelset, value).changes) === 1) return 'stored'
    const kept = this.#level.find.get(metric, at, labelset)?.['value']
    if (kept === value) return 'repeated'
    tell(`level ${metric} at ${at}: ${kept}, then ${value}`)
    return 'contradicted'
  }

  writeDistribution(row: DistributionRow, tell: Tell): Fate {
    const identity: Cell[] = [
      this.#dictionary.metrics.id(row.metric),
      row.at,
      this.#dictionary.labelsets.id(row.labelset),
      row.start,
    ]
    const { add, find } = this.#distribution
    if (Number(add.run(...identity, ...row.said).changes) === 1) return 'stored'
    const kept = find.get(...identity) ?? {}
    if (said.every((column, place) => kept[column] === row.said[place])) return 'repeated'
    tell(`distribution ${identity[0]} at ${row.at}`)
    return 'contradicted'
  }
}
