// What a page of documentation names: paths of this tree, and npm scripts.

const folders = 'src|test|scripts|docs|bench|templates|grafana|\\.ci|\\.github'
const link = /\]\((?!https?:|#|mailto:)([^)#\s]+)/g
const quoted = new RegExp(`\`((?:${folders})/[\\w./*<>-]*)\``, 'g')
const script = /\bnpm run ([a-z][\w:-]*)/g

/** Paths with a placeholder (docs/findings/<id>.md) or a star name a form, not a file. */
export function namedPaths(text: string): string[] {
  const all = [...matches(text, link), ...matches(text, quoted)]
  return [...new Set(all)].filter((path) => !/[<>*]/.test(path))
}

export function namedScripts(text: string): string[] {
  return [...new Set(matches(text, script))]
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? '')
}
