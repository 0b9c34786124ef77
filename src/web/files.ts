// The files of the page: few, known by name, read once.
import { readBytes, sha256 } from '../world/files.ts'
import { type Reply, fault } from './facts.ts'

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

type Files = (name: string) => Promise<Reply>

export function filesOf(folder: string): Files {
  const known = new Map<string, Reply>()
  return async (name) => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined
    if (type === undefined) return fault(404, 'not-found', 'There is nothing here.')
    const before = known.get(name)
    if (before !== undefined) return before
    const body = await readBytes(`${folder}/${name}`)
    if (body === null) return fault(404, 'not-found', 'The page was not built.', ['npm run build'])
    const reply = { status: 200, type, body, headers: { etag: `"${sha256(body).slice(0, 32)}"` } }
    known.set(name, reply)
    return reply
  }
}
