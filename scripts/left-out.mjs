// Leaves out what cannot be bundled or may not be shipped: native speed-ups, image builds, a package without licence.
import { readFile } from 'node:fs/promises'

/** Each user of these wraps its require in a try and goes on without. */
const native = /^cpu-features$|\.node$/

export const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: native }, ({ path }) => ({ path, namespace: 'absent' }))
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle`)})`,
    }))
    // Only an image build opens such a session, nothing here builds images, and gRPC weighs a megabyte.
    build.onLoad({ filter: /dockerode[\\/]lib[\\/](?:session|buildkit)\.js$/ }, () => ({
      contents:
        'module.exports = () => { throw new Error("image builds are not part of this bundle") }',
    }))
    // split-ca ships no licence text. Node reads a file of several authorities as it is.
    build.onResolve({ filter: /^split-ca$/ }, ({ path }) => ({ path, namespace: 'ours' }))
    build.onLoad({ filter: /.*/, namespace: 'ours' }, () => ({
      contents: 'module.exports = (path) => [require("fs").readFileSync(path)]',
    }))
    build.onLoad({ filter: /ssh2[\\/]lib[\\/]agent\.js$/ }, helperBesideNode)
  },
}

/** ssh2 starts a Windows helper that lies beside itself. A bundle has none, so it must look where only an
 * administrator could put one, and not in a folder that anybody can make. */
async function helperBesideNode({ path }) {
  const text = await readFile(path, 'utf8')
  const found = 'resolve(__dirname,'
  if (!text.includes(found))
    throw new Error(`${path} has changed: where does it look for its helper now?`)
  return { contents: text.replace(found, 'resolve(process.execPath,') }
}
