// What a project's own settings try to say about telemetry: mostly ignored, but a signal can be turned off.
import { isBefore, spell } from '../claude-version.ts'
import { projectLimitsSince } from '../layers-effective.ts'
import { called, isProject, type Layer } from '../layers-layer.ts'
import { projectMaySet } from '../layers-names.ts'
import type { Finding } from '../finding.ts'
import { inFile, inShell } from './mend.ts'
import { finding, isEnabled, plain, signals, type Trap, type TrapFacts, wordsOf } from './trap.ts'

export const projectIgnored: Trap = (facts) => {
  const found = facts.layers.filter(isProject).flatMap((layer) => ignoredIn(facts, layer))
  return found.length > 0
    ? found
    : [finding('project-ignored', 'ok', { text: 'No project settings try to steer telemetry.' })]
}

function ignoredIn(facts: TrapFacts, layer: Layer): Finding[] {
  const names = Object.entries(layer.env)
    .filter(([name, value]) => !projectMaySet(name, value, false))
    .map(([name]) => name)
    .sort()
  if (names.length === 0) return []
  const where = called(layer)
  if (isBefore(facts.version, projectLimitsSince)) {
    const text = `The ${where} set ${names.join(', ')}: this client obeys them, clients from ${spell(projectLimitsSince)} on ignore them.`
    return [finding('project-ignored', 'note', { text, layer, fix: moveThem(facts, layer, names) })]
  }
  const lone = names.filter((name) => (facts.effective[name]?.value ?? null) === null)
  const rest =
    lone.length === 0
      ? 'The values in use come from elsewhere.'
      : `Nothing else sets ${lone.join(', ')}.`
  const text = `The ${where} set ${names.join(', ')}: the client ignores that in a project, with -p even silently. ${rest}`
  return [
    finding('project-ignored', lone.length === 0 ? 'note' : 'warning', {
      text,
      layer,
      fix: moveThem(facts, layer, names),
    }),
  ]
}

function moveThem(facts: TrapFacts, layer: Layer, names: readonly string[]): string {
  if (facts.expected.variables.length > 0) return 'claude-telemetry connect --to settings'
  const user = facts.layers.find((other) => other.name === 'user')?.path ?? 'the user settings'
  return `Move ${names.join(', ')} from "env" in ${layer.path ?? 'the project'} to "env" in ${user}.`
}

export const projectOff: Trap = (facts) => {
  if (!isEnabled(facts)) return []
  const found = signals.flatMap((signal) => {
    const variable = facts.effective[`OTEL_${signal}_EXPORTER`]
    const layer = variable?.layer ?? null
    if (variable === undefined || layer === null || !isProject(layer)) return []
    if (!wordsOf(variable.value).every((word) => word === 'none')) return []
    const text = `The ${called(layer)} turn ${plain[signal]} off here: ${variable.name}=none.`
    return [
      finding('project-off', 'warning', { text, layer, fix: turnOn(facts, variable.name, layer) }),
    ]
  })
  return found.length > 0
    ? found
    : [finding('project-off', 'ok', { text: 'No project settings turn a signal off.' })]
}

/** Measured: since 2.1.282 the project's word counts only while the shell says nothing, so one line mends it for you. */
function turnOn(facts: TrapFacts, name: string, layer: Layer): string {
  return isBefore(facts.version, projectLimitsSince)
    ? inFile(layer, name, null)
    : inShell(facts.shell, name, 'otlp')
}
