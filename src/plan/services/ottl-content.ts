// What people and tools said, taken out of events in the Collector's own language; by the rules of the ledger.
import { type Content, commandAttributes, spokenAttributes } from '../../ledger/content.ts'

/** An event gets its name first: the rules ask for it, and whoever reads a log line sees it. */
const named = [
  'set(log.cache["name"], log.body) where IsString(log.body) and IsMatch(log.body, "^claude_code[.]")',
  'set(log.cache["name"], log.event_name) where log.event_name != ""',
  'set(log.cache["name"], log.attributes["event.name"]) where IsString(log.attributes["event.name"]) and log.attributes["event.name"] != ""',
  'set(log.cache["name"], "log") where log.cache["name"] == nil',
  'replace_pattern(log.cache["name"], "^claude_code[.]", "")',
  'set(log.attributes["event.name"], log.cache["name"])',
]

/**
 * The line is what is read first, and what a store may compare when it asks whether it has this one already: it
 * says which event it is, and nothing that was said. What comes again after a lost answer reads the same.
 */
const told = [
  'set(log.body, Concat([log.attributes["event.name"], log.attributes["session.id"], log.attributes["event.sequence"]], " ")) where log.attributes["session.id"] != nil and log.attributes["event.sequence"] != nil',
  'set(log.body, Concat([log.attributes["event.name"], SHA256(String(log.attributes))], " ")) where log.attributes["session.id"] == nil or log.attributes["event.sequence"] == nil',
]

export function eventStatements(allowed: readonly Content[]): string[] {
  const silenced = spokenAttributes(allowed).map(({ name, except }) => {
    const spared = except.map((event) => `log.attributes["event.name"] != "${event}"`)
    const where = spared.length === 0 ? '' : ` where ${spared.join(' and ')}`
    return `delete_key(log.attributes, "${name}")${where}`
  })
  return [...named, ...silenced, ...told]
}

export function resourceStatements(allowed: readonly Content[]): string[] {
  if (allowed.includes('tool-details')) return []
  return commandAttributes.map((name) => `delete_key(resource.attributes, "${name}")`)
}
