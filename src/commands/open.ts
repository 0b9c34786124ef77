// `open`: the address of the page, in the browser where there is one.
import type { Verb } from '../call.ts'
import { Problem } from '../errors.ts'
import { engineNow } from '../making/engine.ts'
import { openBrowser } from '../world/browser.ts'

export const open: Verb = async ({ places, args }) => {
  const now = await engineNow(places)
  if (now.state !== 'running') {
    throw new Problem('not-running', 'The engine does not run, so there is no page.', {
      hints: ['claude-telemetry up'],
    })
  }
  const board = args[0]
  const url = `http://127.0.0.1:${now.mark.ports.page}/${board === undefined ? '' : `#board=${encodeURIComponent(board)}`}`
  const opened = await openBrowser(url)
  return { data: { url, opened }, text: url }
}
