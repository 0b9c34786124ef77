// The setting `identity`, and what the settings of the client allow the store to keep.
import { describe, expect, test } from 'vitest'
import { contentAskedFor } from '../../src/config/privacy.ts'
import { resolve, stackConfig } from '../../src/config/resolve.ts'

const config = (flags: Record<string, string | boolean>) =>
  stackConfig(resolve({ flags, env: {}, saved: {} }))

describe('identity', () => {
  test('is said in pairs, and what is not named keeps its default', () => {
    expect(config({ identity: 'email=hash,host=drop' }).identity).toEqual({
      email: 'hash',
      host: 'drop',
    })
    expect(config({}).identity).toEqual({})
  })

  test.each(['email', 'email=encrypt', 'name=drop', 'email=drop,=keep'])(
    'refuses %j, and says what there is',
    (identity) => {
      expect(() => config({ identity })).toThrow(/--identity/)
      try {
        config({ identity })
      } catch (cause) {
        expect((cause as { hints: string[] }).hints.join()).toContain('email=hash,host=drop')
      }
    },
  )
})

test('content is kept only where the client was asked to send it', () => {
  expect(contentAskedFor(config({}))).toEqual([])
  expect(contentAskedFor(config({ 'log-prompts': true }))).toEqual(['prompts'])
  expect(
    contentAskedFor(
      config({
        traces: true,
        'log-prompts': true,
        'log-responses': true,
        'log-tool-details': true,
        'log-tool-content': true,
      }),
    ),
  ).toEqual(['prompts', 'responses', 'tool-details', 'tool-content'])
})
