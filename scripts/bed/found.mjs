// Is a program there: on the PATH, or at a path of its own.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

export function onPath(name, env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const ends = process.platform === 'win32' ? ['.exe'] : ['']
  return (
    folders.flatMap((folder) => ends.map((end) => join(folder, name + end))).find(isProgram) ?? null
  )
}
