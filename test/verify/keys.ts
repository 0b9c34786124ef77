// An authority and a certificate for loopback, made by openssl at test time so that no key lies in the tree.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Keys {
  readonly folder: string
  /** Path of the authority in PEM. */
  readonly ca: string
  readonly keyFile: string
  readonly certFile: string
  readonly key: Buffer
  readonly cert: Buffer
}

const ecKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** `names` as openssl writes them: IP:127.0.0.1, DNS:localhost. Negative days make a certificate of the past. */
export function makeKeys(openssl: string, names: string): Keys {
  const folder = mkdtempSync(join(tmpdir(), 'claude-telemetry-keys-'))
  const run = (...args: string[]): void =>
    void execFileSync(openssl, args, { cwd: folder, stdio: 'pipe', timeout: 20_000 })
  run(
    'req',
    '-x509',
    ...ecKey,
    '-days',
    '2',
    '-subj',
    '/CN=authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  run('req', ...ecKey, '-subj', '/CN=receiver', '-keyout', 'own.key', '-out', 'own.csr')
  writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`)
  const signed = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-extfile',
    'names',
    '-days',
    '2',
  ]
  run('x509', '-req', '-in', 'own.csr', ...signed, '-out', 'own.pem')
  const [keyFile, certFile] = [join(folder, 'own.key'), join(folder, 'own.pem')]
  return {
    folder,
    ca: join(folder, 'ca.pem'),
    keyFile,
    certFile,
    key: readFileSync(keyFile),
    cert: readFileSync(certFile),
  }
}

export function dropKeys({ folder }: Keys): void {
  rmSync(folder, { recursive: true, force: true })
}
