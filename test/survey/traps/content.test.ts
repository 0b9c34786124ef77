import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { envChange } from '../../../src/env/change.ts'
import { facts, goodVariables as good, nothingOfOurs } from '../traps-facts.ts'
import { connect, told, user } from '../traps-told.ts'

const prompts = 'OTEL_LOG_USER_PROMPTS'
const answers = 'OTEL_LOG_ASSISTANT_RESPONSES'
const bodies = 'OTEL_LOG_RAW_API_BODIES'
const details = 'OTEL_LOG_TOOL_DETAILS'
const content = 'OTEL_LOG_TOOL_CONTENT'
const not = 'Our settings do not ask for that.'
const fine = 'ok | No content is sent that our settings do not ask for. | - | -'
const beta = { CLAUDE_CODE_ENHANCED_TELEMETRY_BETA: '1', OTEL_TRACES_EXPORTER: 'otlp' }

const inShell = (env: Record<string, string>, wished: Record<string, string> = {}) =>
  told(
    'content-on',
    facts({
      user: { ...good, ...wished },
      shell: env,
      expected: { variables: envChange({ ...good, ...wished }) },
    }),
  )

describe('content that somebody else switched on', () => {
  it.each([
    [
      { [prompts]: '1' },
      `${prompts}=1 in the shell sends everything that you type, and with it everything that Claude Code answers.`,
    ],
    [
      { [prompts]: 'true', [answers]: '0' },
      `${prompts}=true in the shell sends everything that you type.`,
    ],
    [{ [answers]: '1' }, `${answers}=1 in the shell sends everything that Claude Code answers.`],
    [
      { [details]: '1' },
      `${details}=1 in the shell sends commands, paths, and the names of tools, agents and skills.`,
    ],
    [
      { [content]: '1' },
      `${content}=1 in the shell sends the input and output of tools, such as files that are read, as soon as traces are on.`,
    ],
    [
      { ...beta, [content]: '1' },
      `${content}=1 in the shell sends the input and output of tools, such as files that are read.`,
    ],
    [
      { [bodies]: '1' },
      `${bodies}=1 in the shell sends whole conversations, with everything that is in them.`,
    ],
    [
      { [bodies]: 'file:/srv/bodies' },
      `${bodies}=file:/srv/bodies in the shell writes whole conversations into that folder, and sends the names of those files.`,
    ],
  ])('%j: one line, which mends it when typed', (env, text) => {
    const name = /^\w+/.exec(text)?.[0] ?? ''
    expect(inShell(env)).toEqual([`warning | ${text} ${not} | shell | unset ${name}`])
    const ran = spawnSync('sh', ['-c', `unset ${name}; printf %s "\${${name}-gone}"`], {
      env: { PATH: process.env['PATH'], ...env },
      timeout: 5_000,
    })
    expect(ran.stdout.toString()).toBe('gone')
    const { [name]: _, ...rest } = env as Record<string, string>
    expect(inShell(rest)).toEqual([fine])
  })

  it.each([
    [{ [prompts]: '0' }],
    [{ [prompts]: '2' }],
    [{ [prompts]: '' }],
    [{ [bodies]: 'no' }],
    [{ [answers]: '' }],
  ])('%j switches nothing on', (env) => {
    expect(inShell(env)).toEqual([fine])
  })

  it('in a file: the sentence names it', () => {
    expect(told('content-on', facts({ user: { ...good, [details]: '1' } }))).toEqual([
      `warning | ${details}=1 in the ${user} sends commands, paths, and the names of tools, agents and skills. ${not} | ${user} | In /home/ada/.claude/settings.json, take "${details}" out of "env".`,
    ])
  })

  it('managed: only somebody else can', () => {
    expect(told('content-on', facts({ managed: { [bodies]: '1' } }))[0]).toMatch(
      /\| managed settings \(.*\) \| Ask whoever manages this machine: in .*, take "OTEL_LOG_RAW_API_BODIES" out of "env"\.$/,
    )
  })

  it('without a set-up of ours, in the words of the shell', () => {
    const env = { ...good, [prompts]: '1', [answers]: '0' }
    const given = facts({ user: {}, shell: env, expected: nothingOfOurs, words: 'fish' })
    expect(told('content-on', given)).toEqual([
      `warning | ${prompts}=1 in the shell sends everything that you type. ${not} | shell | set -e ${prompts}`,
    ])
  })
})

describe('content that our settings ask for', () => {
  it.each([prompts, answers, details, content])('%s', (name) => {
    const wished = name === prompts ? { [prompts]: '1', [answers]: '0' } : { [name]: '1' }
    expect(inShell({}, wished)).toEqual([fine])
  })

  it('answers go along with prompts when what holds them back is gone', () => {
    const expected = { variables: envChange({ ...good, [prompts]: '1', [answers]: '0' }) }
    const text = `${answers} is not off, so ${prompts} sends everything that Claude Code answers as well. ${not}`
    for (const held of [{}, { [answers]: '' }]) {
      const given = facts({ user: { ...good, [prompts]: '1', ...held }, expected })
      expect(told('content-on', given)).toEqual([`warning | ${text} | ${user} | ${connect}`])
    }
  })

  it('answers switched on against our word', () => {
    const expected = { variables: envChange({ ...good, [prompts]: '1', [answers]: '0' }) }
    const given = facts({ user: { ...good, [prompts]: '1', [answers]: '1' }, expected })
    expect(told('content-on', given)).toEqual([
      `warning | ${answers}=1 in the ${user} sends everything that Claude Code answers. ${not} | ${user} | ${connect}`,
    ])
  })
})

it('an export that is off sends no content either', () => {
  expect(told('content-on', facts({ user: {}, shell: { [prompts]: '1' } }))).toEqual([])
})
