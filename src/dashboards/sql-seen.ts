// SQL for the labels that the store has seen, with some values of each: what a reader may split and narrow by.
import { labels, type LabelName } from './labels.ts'
import { markAttribute, markSource } from './marks.ts'
import { type Ask, labelSql } from './sql-labels.ts'

const names = Object.keys(labels) as LabelName[]

const perColumn = names
  .map(
    (name) =>
      `SELECT '${name}' AS label, ${labelSql(name).sql} AS value FROM chosen l WHERE l.${labels[name].column} IS NOT NULL`,
  )
  .join('\n  UNION ALL ')

/** Rows of label, value, and how many values that label has; the most used first. */
export function seenLabelsSql(mostValues: number): Ask {
  return {
    sql: `
WITH chosen AS MATERIALIZED (SELECT * FROM labelset l WHERE NOT EXISTS (
  SELECT 1 FROM json_each(ifnull(l.rest, '{}')) own
  WHERE own.key = ? OR (own.key = 'service.name' AND own.value = ?))
), said AS (
  ${perColumn}
  UNION ALL SELECT 'attribute:' || own.key, CAST(own.value AS TEXT)
  FROM chosen l CROSS JOIN json_each(ifnull(l.rest, '{}')) own WHERE own.key <> 'session.id'
), counted AS (
  SELECT label, value, count(*) AS times, count(*) OVER (PARTITION BY label) AS there_are
  FROM said GROUP BY label, value
), placed AS (
  SELECT label, value, there_are, row_number() OVER (PARTITION BY label ORDER BY times DESC, value) AS place
  FROM counted
)
SELECT label, value, there_are FROM placed WHERE place <= ? ORDER BY label, place`,
    params: [markAttribute, markSource, mostValues],
  }
}
