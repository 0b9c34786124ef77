// Renders a template strictly: a missing value is an error, nothing is escaped for HTML.
import Handlebars from 'handlebars'
import { Problem } from '../errors.ts'

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

const language = Handlebars.create()
/** A word in sh: single quotes, because in double ones `$(id)` would run. */
language.registerHelper('sh', (value: unknown) => `'${text(value).replaceAll("'", `'\\''`)}'`)
language.registerHelper('json', (value: unknown) => JSON.stringify(value))
/** A value in a batch file: percent doubled, quotes cannot be held at all. */
language.registerHelper('cmd', (value: unknown) => cmdText(text(value)))

export function render(template: string, values: Readonly<Record<string, Value>>): string {
  return language.compile(template, { noEscape: true, strict: true })(values)
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Problem('unexpected', 'A template was given something that is no text.')
}

function cmdText(value: string): string {
  if (/["\r\n]/.test(value))
    throw new Problem('unspeakable-value', 'A batch file cannot hold a quote or a line end.')
  return value.replaceAll('%', '%%')
}
