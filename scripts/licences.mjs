// Which packages a bundle holds, and the text of each one's licence: a package without one stops the build.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders of packages, from esbuild's list of inputs, sorted. */
export function bundledPackages(metafile) {
  const folders = new Set()
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))
      if (found !== null && bytesInOutput > 0) folders.add(found[0])
    }
  }
  return [...folders].toSorted()
}

export async function licenceText(root, folders) {
  const parts = []
  for (const folder of folders) parts.push(await licenceOf(join(root, folder)))
  const rule = `\n\n${'-'.repeat(80)}\n\n`
  return (
    ['claude-telemetry holds the following packages, each under its own licence.', ...parts].join(
      rule,
    ) + '\n'
  )
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  )
  const files = (await readdir(folder))
    .filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file))
    .toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  if (texts.length === 0) texts.push(...(await elsewhere(name, folder)))
  return [
    `${name} ${version} (${license ?? 'see below'})`,
    ...texts.map((text) => text.trim()),
  ].join('\n\n')
}

/** Packages that name their licence and ship no text of it: where the text stands instead. */
async function elsewhere(name, folder) {
  if (name !== '@bufbuild/protobuf')
    throw new Error(`${name} is bundled, but has no licence text in ${folder}.`)
  // Its own code is under Apache-2.0, whose text is the same everywhere; one file of it is Google's and says so itself.
  const apache = await readFile(join(folder, '..', '..', '@grpc', 'grpc-js', 'LICENSE'), 'utf8')
  const varint = await readFile(join(folder, 'dist', 'esm', 'wire', 'varint.js'), 'utf8')
  const notice = /^(?:\/\/.*\n)+/.exec(varint)?.[0]
  if (!apache.includes('Apache License') || !notice?.includes('Google'))
    throw new Error(`The licence of ${name} is no longer where it was.`)
  return ['Copyright 2021-2026 Buf Technologies, Inc.', apache, notice.replaceAll(/^\/\/ ?/gm, '')]
}
