// Asks a served page for data, and says what came instead when it was none.
import type { Served } from './serving.ts'

export async function get(served: Served, path: string) {
  const { ok, data, error } = await said(served, path)
  if (ok !== true) throw new Error(`${path}: ${JSON.stringify(error)}`)
  return data
}

export async function said(served: Served, path: string) {
  const response = await fetch(`${served.address}${path}`)
  return JSON.parse(await response.text())
}
