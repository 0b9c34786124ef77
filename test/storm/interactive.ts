// The real client in a real terminal, past its first questions: prompts are typed, commands too.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { sealed } from '../program/sealed.ts'
import { terminal, type Terminal } from '../program/terminal.ts'
import { clientEnv, clientPath, type ClientVersion } from '../real-client/client.ts'

export interface Session {
  readonly home: string
  readonly term: Terminal
  /** Types a line and sends it off. */
  say(line: string): Promise<void>
}

export async function interactive(
  version: ClientVersion,
  wish: { readonly api: string; readonly env: Readonly<Record<string, string>> },
): Promise<Session> {
  const box = await sealed()
  onTestFinished(box.remove)
  const env = clientEnv({ home: box.home, ...wish })
  await pastFirstQuestions(box.home, env['ANTHROPIC_API_KEY'] ?? '')
  await mkdir(join(box.home, 'tmp'))
  const term = await terminal(box, {
    env: { ...env, CLAUDE_CODE_TMPDIR: join(box.home, 'tmp') },
    columns: 120,
  })
  const say = async (line: string): Promise<void> => {
    await term.type(line)
    // Sent in one go with the text it would count as pasted.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await term.press('Enter')
  }
  await say(`$RUN ${clientPath(version)}`)
  return { home: box.home, term, say }
}

async function pastFirstQuestions(home: string, key: string): Promise<void> {
  const state = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
    projects: { [home]: { hasTrustDialogAccepted: true, allowedTools: [] } },
  }
  await writeFile(join(home, '.claude.json'), JSON.stringify(state))
}
