import { describe, expect, it } from 'vitest'
import { defects, defectsOf } from '../../src/survey/claude-defects.ts'
import { claudeFindings } from '../../src/survey/claude.ts'
import { defectFindings } from '../../src/survey/claude-findings.ts'
import { compareVersions, isBefore, parseVersion } from '../../src/survey/claude-version.ts'
import { facts, nothingOfOurs } from './traps-facts.ts'

describe('versions', () => {
  it.each([
    ['2.1.329 (Claude Code)', [2, 1, 329]],
    ['anthropic.claude-code-2.1.112-darwin-arm64', [2, 1, 112]],
    ['v10.0.1', [10, 0, 1]],
    ['1.2', null],
    ['1.2.3.4', null],
    ['', null],
    ['command not found', null],
  ])('%j', (text, version) => expect(parseVersion(text)).toEqual(version))

  it('compare by number, not by letter', () => {
    expect(compareVersions([2, 1, 99], [2, 1, 100])).toBeLessThan(0)
    expect(compareVersions([3, 0, 0], [2, 99, 99])).toBeGreaterThan(0)
    expect(compareVersions([2, 1, 3], [2, 1, 3])).toBe(0)
    expect(isBefore(null, [9, 9, 9])).toBe(false)
  })
})

describe('defects by version', () => {
  it.each([
    ['2.0.63', ['labels-missing', 'double-counting', 'managed-not-locked', 'projects-decide']],
    [
      '2.0.64',
      [
        'silent-since-2.0.64',
        'labels-missing',
        'double-counting',
        'managed-not-locked',
        'projects-decide',
      ],
    ],
    ['2.0.70', ['labels-missing', 'double-counting', 'managed-not-locked', 'projects-decide']],
    [
      '2.1.112',
      [
        'print-mode-silent',
        'labels-missing',
        'double-counting',
        'managed-not-locked',
        'projects-decide',
      ],
    ],
    [
      '2.1.126',
      [
        'metrics-reader-missing',
        'exporters-missing',
        'labels-missing',
        'double-counting',
        'managed-not-locked',
        'projects-decide',
      ],
    ],
    ['2.1.161', ['exporters-missing', 'double-counting', 'managed-not-locked', 'projects-decide']],
    ['2.1.191', ['chunked-requests', 'double-counting', 'managed-not-locked', 'projects-decide']],
    ['2.1.197', ['chunked-requests', 'double-counting', 'managed-not-locked', 'projects-decide']],
    ['2.1.211', ['chunked-requests', 'double-counting', 'managed-not-locked', 'projects-decide']],
    ['2.1.212', ['double-counting', 'managed-not-locked', 'projects-decide']],
    ['2.1.214', ['managed-not-locked', 'projects-decide']],
    ['2.1.281', ['projects-decide']],
    ['2.1.282', []],
    ['2.1.329', []],
  ])('%s', (text, ids) => {
    const version = parseVersion(text)
    expect(defectsOf(version ?? [0, 0, 0]).map(({ id }) => id)).toEqual(ids)
  })

  it('ranges run forwards and ids are single', () => {
    for (const { from, until } of defects) expect(compareVersions(from, until)).toBeLessThan(0)
    expect(new Set(defects.map(({ id }) => id)).size).toBe(defects.length)
  })

  it('chunked requests only hurt a far endpoint', () => {
    const near = facts({ version: [2, 1, 197] })
    const far = facts({
      version: [2, 1, 197],
      user: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://far.example' },
    })
    const level = (given: typeof near) =>
      defectFindings(given, given.expected).find(({ text }) => text.includes('chunked'))?.level
    expect([level(near), level(far)]).toEqual(['note', 'warning'])
  })
})

describe('what is said about clients', () => {
  const nothing = { clients: [], editors: [], desktops: [], sdks: [] }
  it('none found', () => {
    const given = facts({ user: {}, expected: nothingOfOurs })
    const all = claudeFindings({ ...nothing, ...given }, given.expected)
    expect(all[0]).toMatchObject({
      id: 'claude-installed',
      level: 'warning',
      fix: 'npm install -g @anthropic-ai/claude-code',
    })
    expect(all.map(({ id }) => id).slice(-3)).toEqual([
      'client-vscode',
      'client-desktop',
      'client-sdk',
    ])
  })

  it('an editor with an old client of its own', () => {
    const editor = {
      kind: 'vscode',
      product: 'Cursor',
      path: '/x',
      realPath: '/x',
      version: [2, 1, 112],
      trouble: null,
    } as const
    const given = facts()
    expect(
      claudeFindings({ ...nothing, ...given, editors: [editor] }, given.expected).find(
        ({ id }) => id === 'client-vscode',
      ),
    ).toEqual({
      id: 'client-vscode',
      level: 'warning',
      layer: null,
      text: 'Cursor has its own client 2.1.112, at /x. It reads the same user settings, but not what only a terminal exports; identity labels are missing there. Reload the window after a change. Known defect: runs with -p, in the Agent SDK and in VS Code are reported to send nothing, while the terminal does (anthropics/claude-code #46338, #49948, #35105, #44692).',
      fix: 'Update the Claude Code extension in Cursor.',
    })
  })
})
