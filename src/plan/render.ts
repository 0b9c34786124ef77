// Renders a template strictly: a missing value is an error, nothing is escaped for HTML.
import Handlebars from 'handlebars'
import { Problem } from '../errors.ts'

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

const language = Handlebars.create()
/** A word in sh: single quotes, because in double ones `$(id)` would run. */
language.registerHelper('sh', (value: unknown) => `'${text(value).replaceAll("'", `'\\''`)}'`)
language.registerHelper('json', (value: unknown) => JSON.stringify(value))
/** A word in a unit of systemd: quoted, its own signs doubled. `argument` is also read for variables. */
language.registerHelper('unit', (value: unknown) => unitText(text(value)))
language.registerHelper('argument', (value: unknown) =>
  unitText(text(value)).replaceAll('$', '$$$$'),
)
language.registerHelper('xml', (value: unknown) => xmlText(text(value)))
/** A value in a batch file: percent doubled, quotes cannot be held at all. */
language.registerHelper('cmd', (value: unknown) => cmdText(text(value)))

/** A value in YAML: that of JSON, and its few signs that YAML does not know. */
language.registerHelper('yaml', (value: unknown) => yamlText(value))
/** The same where `$` begins a reference of the reader's own: each has its way to write one that does not. */
for (const reader of ['collector', 'provisioning', 'compose'])
  language.registerHelper(reader, (value: unknown) => yamlText(value).replaceAll('$', '$$$$'))
language.registerHelper('ini', (value: unknown) => iniText(text(value)))

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

function unitText(value: string): string {
  refuseControls(value, 'A unit of systemd')
  return `"${value.replaceAll('%', '%%').replace(/["\\]/g, '\\$&')}"`
}

function yamlText(value: unknown): string {
  const json: string | undefined = JSON.stringify(value)
  if (json === undefined)
    throw new Problem('unexpected', 'A template was given something that is no value.')
  return json.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Of an ini file a value is what is left of the line: quotes and remarks have their meaning there. */
function iniText(value: string): string {
  refuseControls(value, 'An ini file')
  if (/[;#"'`$%\\]/.test(value) || value.trim() !== value)
    throw new Problem('unspeakable-value', 'An ini file cannot hold such a value as it stands.')
  return value
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function xmlText(value: string): string {
  refuseControls(value, 'A file of XML')
  return value.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
}

function refuseControls(value: string, what: string): void {
  // oxlint-disable-next-line no-control-regex -- these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(value))
    throw new Problem(
      'unspeakable-value',
      `${what} cannot hold a line end or another control sign.`,
    )
}
