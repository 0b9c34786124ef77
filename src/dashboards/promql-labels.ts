// Labels as Prometheus spells them: what narrows a sum, and what splits it.
import { type By, labels, type LabelName } from './labels.ts'

/** A label and its values, as in `Where`; or a variable of Grafana, which puts a regular expression there. */
export type Narrowing =
  | { readonly label: By; readonly is: readonly string[] }
  | { readonly label: By; readonly variable: string }

/** As the OTLP endpoint writes it: no label begins with a figure, and one underscore in front is reserved. */
export function promName(by: By): string {
  if (Object.hasOwn(labels, by)) return labels[by as LabelName].prometheus
  const name = by.slice('attribute:'.length).replaceAll(/[^a-zA-Z0-9_]/g, '_')
  if (/^\d/.test(name)) return `key_${name}`
  return /^_(?!_)/.test(name) ? `key${name}` : name
}

export function matchers(narrowed: readonly Narrowing[]): string {
  return narrowed.length === 0 ? '' : `{${narrowed.map(matcher).join(',')}}`
}

/** A missing label and an empty one are the same here, as in `Where`. */
function matcher(one: Narrowing): string {
  const name = promName(one.label)
  if ('variable' in one) return `${name}=~"$${one.variable}"`
  const [only = ''] = one.is
  if (one.is.length === 1 && one.label !== 'model') return `${name}=${quoted(only)}`
  const behind = one.label === 'model' ? '(\\[.*)?' : ''
  return `${name}=~${quoted(one.is.map((value) => literal(value) + (value && behind)).join('|'))}`
}

export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** Of RE2: each sign of its own stands for itself. */
export function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

/** A sum for each value of a label, and the label that says which it is. */
export interface Split {
  readonly expr: string
  readonly shownBy: string
}

/** What has none is called so, since a series without a name cannot be told from another. */
export function sumBy(by: By, samples: string): Split {
  const { expr, shownBy } = by === 'model' ? byModel(samples) : byLabel(promName(by), samples)
  return { expr: `label_replace(${expr}, "${shownBy}", "none", "${shownBy}", "")`, shownBy }
}

function byLabel(name: string, samples: string): Split {
  return { expr: `sum by (${name}) (${samples})`, shownBy: name }
}

/**
 * Metrics say `claude-x[1m]` where events say `claude-x`: one model, one name. In a label of its own,
 * since two series that become the same one are refused.
 */
function byModel(samples: string): Split {
  const name = quoted(String.raw`(.+?)(\[.*)?`)
  const named = `label_replace(sum by (model) (${samples}), "name", "$1", "model", ${name})`
  return { expr: `sum by (name) (${named})`, shownBy: 'name' }
}
