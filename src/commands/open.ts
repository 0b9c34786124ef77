// `open`: the address of the page, in the browser where there is one.
import type { Verb } from '../call.ts'
import { boards } from '../dashboards/boards.ts'
import { Problem } from '../errors.ts'
import { engineNow } from '../making/engine.ts'
import { nearest } from '../plan/nearest.ts'
import { readReceipt } from '../state/receipt.ts'
import { notSetUp } from '../state/settle.ts'
import { openBrowser } from '../world/browser.ts'

export const open: Verb = async ({ places, args }) => {
  const board = args[0] === undefined ? null : boardOf(args[0])
  const receipt = await readReceipt(places)
  if (receipt === null) throw notSetUp()
  if (receipt.engine !== 'embedded') throw noPage()
  const now = await engineNow(places)
  if (now.state !== 'running') {
    const [what, hint] = now.state === 'silent' ? ['answer', 'restart'] : ['run', 'up']
    throw new Problem('not-running', `The engine does not ${what}, so there is no page.`, {
      hints: [`claude-telemetry ${hint}`],
    })
  }
  const url = `http://127.0.0.1:${now.mark.ports.page}/${board === null ? '' : `?board=${board}`}`
  const opened = await openBrowser(url)
  return {
    data: { url, opened },
    text: url,
    after: opened ? [] : ['No browser could be opened from here: open this address in one.'],
  }
}

function boardOf(text: string): string {
  const ids = boards.map(({ id }) => id)
  if (ids.includes(text)) return text
  throw new Problem('bad-arguments', `There is no board called ${JSON.stringify(text)}.`, {
    hints: [
      `Boards: ${ids.join(', ')}.`,
      `claude-telemetry open ${nearest(text, ids) ?? ids[0] ?? ''}`.trimEnd(),
    ],
  })
}

/** What is sent to an endpoint of somebody else is shown there. */
function noPage(): Problem {
  return new Problem('no-engine', 'The endpoint is not ours, so there is no page of ours.', {
    hints: ['claude-telemetry status'],
  })
}
