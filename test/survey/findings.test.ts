import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FindingId, findings, pageOf } from '../../src/survey/finding.ts'
import { traps } from '../../src/survey/traps/registry.ts'

const root = join(import.meta.dirname, '../..')
const ids = Object.keys(findings) as FindingId[]

describe('pages of findings', () => {
  it.each(ids)('%s has one, which begins with its id and answers the five questions', (id) => {
    const page = readFileSync(join(root, pageOf(id)), 'utf8')
    expect(page.split('\n')[0]).toBe(`# ${id}`)
    for (const part of [
      'What is looked at.',
      '| Level | Meaning |',
      'Why it matters.',
      'How to mend it.',
      'See it yourself.',
    ]) {
      expect(page).toContain(part)
    }
    expect(page.length).toBeLessThan(4_000)
  })

  it('no page is left without a finding', () => {
    const pages = readdirSync(join(root, 'docs/findings')).sort()
    expect(pages).toEqual(ids.map((id) => `${id}.md`).sort())
  })
})

it('each trap is in the catalogue', () => {
  expect(Object.keys(traps).filter((id) => !(id in findings))).toEqual([])
})
