// What the product pins and what the bed brings are the same versions, down to the modules they are built from.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parts } from '../../scripts/bed/catalogue.mjs'
import { images } from '../../src/config/images.ts'

const modules = join(import.meta.dirname, '../real/images')
const moduleFile = (folder: string): string => readFileSync(join(modules, folder, 'go.mod'), 'utf8')

test.each(Object.entries(images))(
  'the bed makes the image that is pinned: %s',
  (service, pinned) => {
    const made = parts.find(({ name }) => name === `image-${service}`)
    expect(made?.image).toBe(`${pinned.name}:${pinned.tag}`)
    expect(made?.at).toBe(`images/${service}/${pinned.tag}.tar`)
  },
)

test('each is built from the release that its tag names', () => {
  const { collector, prometheus, loki } = images
  expect(moduleFile('collector')).toContain(`processor/transformprocessor v${collector.tag}\n`)
  expect(moduleFile('loki')).toContain(`\tgithub.com/grafana/loki/v3 v${loki.tag}`)
  // As a module, Prometheus 3.16.0 is v0.316.0.
  const [, major, minor, patch] = /^v(\d+)\.(\d+)\.(\d+)$/.exec(prometheus.tag) ?? []
  const asModule = `v0.${major}${minor?.padStart(2, '0')}.${patch}`
  expect(moduleFile('prometheus')).toContain(`\tgithub.com/prometheus/prometheus ${asModule}`)
})

test('programs lie where their version says', () => {
  const at = (name: string): string | undefined => parts.find((one) => one.name === name)?.at
  expect(at('otelcol')).toContain(`/${images.collector.tag}/`)
  expect(at('prometheus')).toContain(`/${images.prometheus.tag.slice(1)}/`)
  expect(at('promtool')).toContain(`/${images.prometheus.tag.slice(1)}/`)
  expect(at('loki')).toContain(`/${images.loki.tag}/`)
})
