// A text for one of the stack's programs: rendered, then read as that program would, before anybody takes it.
import { parseDocument } from 'yaml'
import { Problem } from '../errors.ts'
import { render } from './render.ts'

type Values = Parameters<typeof render>[1]

export function stackText(format: 'yaml' | 'ini', template: string, values: Values): string {
  const text = render(template, values)
  if (format === 'ini') checkIni(text)
  else checkYaml(text)
  return text
}

function checkYaml(text: string): void {
  const { errors, warnings } = parseDocument(text, { uniqueKeys: true, strict: true })
  const [fault] = [...errors, ...warnings]
  if (fault !== undefined)
    throw new Problem('unexpected', 'A configuration of ours came out unreadable.', {
      cause: fault,
    })
}

/** Sections, pairs and remarks; whatever else a value brought in is not ours. */
function checkIni(text: string): void {
  const isLine = /^(?:|[;#].*|\[[a-z_.]+\]|[a-z_]+ =(?: \S.*)?)$/
  if (text.split('\n').some((line) => !isLine.test(line.trimEnd())))
    throw new Problem('unexpected', 'A configuration of ours came out unreadable.')
}
