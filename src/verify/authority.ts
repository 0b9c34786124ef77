// The user's own certificate authority: refused before anything is made when it is none.
import { Problem } from '../errors.ts'
import { readBytes } from '../world/files.ts'

export async function authority(path: string): Promise<string> {
  const pem = (await readBytes(path))?.toString('utf8')
  if (pem?.includes('-----BEGIN CERTIFICATE-----') === true) return pem
  const why = pem === undefined ? 'does not exist' : 'holds no certificate in PEM'
  throw new Problem('file-unreadable', `The certificate authority ${path} ${why}.`, {
    hints: [
      'Give the one that signed the endpoint: --ca-file FILE',
      'claude-telemetry config set ca-file ""',
    ],
  })
}
