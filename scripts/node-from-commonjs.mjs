// Lets bundled CommonJS reach Node's own modules from an ES module, without paying for createRequire.
import { builtinModules } from 'node:module'

const names = new Set(builtinModules)
const bare = (path) => path.replace(/^node:/, '').replace(/\/$/, '')

/** `process.getBuiltinModule` exists from Node 20.16 on, and costs nothing until it is called. */
export const nodeFromCommonJs = {
  name: 'node-from-commonjs',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
      if (kind !== 'require-call' || !names.has(bare(path))) return null
      return { path: bare(path), namespace: 'node-builtin' }
    })
    build.onLoad({ filter: /.*/, namespace: 'node-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
      loader: 'js',
    }))
  },
}
