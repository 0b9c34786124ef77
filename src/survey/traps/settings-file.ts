// A settings file that the client cannot read is skipped whole: every variable in it is lost.
import { asWord } from '../../errors.ts'
import { called, type Layer } from '../layers-layer.ts'
import { finding, type Trap } from './trap.ts'

export const settingsFile: Trap = ({ layers }) => {
  const bad = layers.filter(({ state }) => state === 'unreadable' || state === 'unparsable')
  if (bad.length > 0) return bad.map(tell)
  const read = layers.filter((layer) => layer.state === 'read' && layer.name !== 'shell')
  const text =
    read.length === 0
      ? 'Claude Code has no settings files yet.'
      : `Settings files of Claude Code that can be read: ${read.length}.`
  return [finding('settings-file', 'ok', { text })]
}

function tell(layer: Layer) {
  const { trouble, path } = layer
  const place =
    trouble?.line == null ? '' : ` at line ${trouble.line}, column ${trouble.column ?? 1}`
  const why = trouble?.text ?? 'it cannot be read'
  const lost =
    layer.name === 'managed'
      ? 'Newer clients refuse to run because of it'
      : 'Claude Code skips the whole file'
  const text =
    layer.state === 'unreadable'
      ? `${upper(called(layer))} cannot be read: ${why}`
      : `${upper(called(layer))} cannot be parsed${place}: ${why}. ${lost}.`
  const fix =
    layer.state === 'unreadable'
      ? `ls -l ${asWord(path ?? '')}`
      : `Open ${path}, mend it${place}, and save it as plain JSON.`
  return finding('settings-file', 'error', { text, layer, fix })
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
