// Points of label sets that found no room of their own: each is known by its sign, and their sum is one delta.
import type { Database, Statement } from '../../world/database.ts'
import type { Row } from './delta-table.ts'
import type { Fate } from './event-table.ts'
import type { RollUp } from './roll-up.ts'

export class SharedDeltas {
  readonly #rollUp: RollUp
  readonly #note: Statement
  readonly #find: Statement
  readonly #add: Statement
  readonly #increase: Statement

  constructor(db: Database, rollUp: RollUp) {
    this.#rollUp = rollUp
    const identity = 'metric = ? AND end = ? AND session = ? AND labelset = ? AND start = ?'
    const columns = 'metric, end, session, labelset, start'
    this.#note = db.prepare(`INSERT INTO unfolded(${columns}, value, sign)
      VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#find = db.prepare(`SELECT value FROM unfolded WHERE ${identity} AND sign = ?`)
    this.#add = db.prepare(`INSERT INTO delta(${columns}, value)
      VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
    this.#increase = db.prepare(`UPDATE delta SET value = value + ?6
      WHERE metric = ?1 AND end = ?2 AND session = ?3 AND labelset = ?4 AND start = ?5`)
  }

  write(row: Row, sign: number, tell: (line: string) => void): Fate {
    const [metric, end, session, labelset, start, value] = row
    if (Number(this.#note.run(...row, sign).changes) === 0) {
      const kept = this.#find.get(metric, end, session, labelset, start, sign)?.['value']
      if (kept === value) return 'repeated'
      tell(`metric ${metric}, session ${session}, (${start}, ${end}]: ${kept}, then ${value}`)
      return 'contradicted'
    }
    const isFirst = Number(this.#add.run(...row).changes) === 1
    if (!isFirst) this.#increase.run(...row)
    this.#rollUp.add(...row, isFirst ? 1 : 0)
    return 'stored'
  }
}
