// SQL for labels of sums: what splits them, and what narrows them. Names and values are parameters, never SQL.
import { type By, labels, type LabelName } from './labels.ts'
import type { Where } from './measure.ts'

export type Param = string | number | null

export interface Ask {
  readonly sql: string
  readonly params: readonly Param[]
}

/** Of a label set `l`. Labels that are no column are kept as JSON. */
export function labelSql(by: By): Ask {
  if (!Object.hasOwn(labels, by))
    return {
      sql: "(SELECT own.value FROM json_each(ifnull(l.rest, '{}')) own WHERE own.key = ?)",
      params: [by.slice('attribute:'.length)],
    }
  const { column } = labels[by as LabelName]
  return { sql: column === 'model' ? modelSql('l.model') : `l.${column}`, params: [] }
}

/** Metrics say `claude-x[1m]` where events say `claude-x`: one model, one name. */
export function modelSql(of: string): string {
  return `iif(instr(${of}, '[') > 1, substr(${of}, 1, instr(${of}, '[') - 1), ${of})`
}

export function whereSql(wheres: readonly Where[]): Ask {
  return allOf(wheres.map(({ label, is }) => anyOf(labelSql(label), is)))
}

/** As text; nothing at all is the empty text. */
export function anyOf(of: Ask, is: readonly string[]): Ask {
  return {
    sql: `ifnull(CAST(${of.sql} AS TEXT), '') IN (SELECT value FROM json_each(?))`,
    params: [...of.params, JSON.stringify(is)],
  }
}

export function allOf(parts: readonly Ask[]): Ask {
  return {
    sql: parts.length === 0 ? 'TRUE' : parts.map(({ sql }) => sql).join(' AND '),
    params: parts.flatMap(({ params }) => params),
  }
}
