// The catalogue of real parts that tests need: each with where it comes from and what proves it is the right one.
import { imageParts } from './images.mjs'

export const clientVersions = ['2.1.197', '2.1.329']

const clientIntegrity = {
  '2.1.197':
    'sha512-rIlKmrY0QMyHgPRX/MYWNj039vbypICvI9jVe3rs9Xy2RnNklySjyPxqh62QadznzoftEO23uYQ1tFePcQ//bg==',
  '2.1.329':
    'sha512-+n4lu1ubYAp02Y0X/MAUnxw9yY6SHHZ77F+IoW+V0wVoFuiI9opdH6gofjf14gXJCEYMTNpks7Gn1i8XZTKAWA==',
}

/** Programs of the system: looked for on the PATH, installed from Debian packages where we may. */
const debian = (name, from = name) => ({ kind: 'debian', name, from })

/** One file out of a package of the npm registry, pinned by version and checksum; built for one platform only. */
const npm = (name, more) => ({ kind: 'npm', name, platform: 'linux-x64', ...more })

/** Built here from source; `inputs` are what it is built from, the last one builds it. */
const built = (name, more) => ({ kind: 'built', name, ...more })

/** Built by a module of its own below test/real/images; whole servers take minutes, and longer beside other work. */
const goProgram = (name, folder, version, sources = []) =>
  built(name, {
    needs: 'go',
    inputs: ['go.mod', 'go.sum', ...sources, 'build.sh'].map(
      (file) => `test/real/images/${folder}/${file}`,
    ),
    at: `${folder}/${version}/${name}`,
    minutes: 60,
  })

const standInSources = ['main.go', 'boards.go', 'provisioning.go', 'server.go', 'settings.go']

export const parts = [
  debian('bash'),
  debian('zsh'),
  debian('dash'),
  debian('ksh', 'ksh93u+m'),
  debian('mksh'),
  debian('fish'),
  debian('tcsh'),
  debian('elvish'),
  debian('tmux'),
  debian('openssl'),
  debian('protoc', 'protobuf-compiler'),
  debian('dockerd', 'docker.io'),
  debian('chromium'),
  debian('faketime'),
  // Only its programs: nothing of it is started, and init stays what it is.
  debian('systemctl', 'systemd'),
  ...clientVersions.map((version) =>
    npm(`claude-${version}`, {
      from: `@anthropic-ai/claude-code-linux-x64@${version}`,
      integrity: clientIntegrity[version],
      inside: 'package/claude',
      at: `claude/${version}/claude`,
    }),
  ),
  npm('nu', {
    from: '@nushell/linux-x64@0.115.1',
    integrity:
      'sha512-w6eMwPZJ/JqIEq2BgUif71fzBuNFxA1xvrIshC+bQYq44x2PgOE+x1IX+URNUBQSkCLAY9ze2Egec00RMyDtMA==',
    inside: 'package/bin/nu',
    at: 'nushell/0.115.1/nu',
  }),
  goProgram('otelcol', 'collector', '0.161.0', ['main.go']),
  goProgram('prometheus', 'prometheus', '3.16.0'),
  goProgram('promtool', 'prometheus', '3.16.0'),
  goProgram('loki', 'loki', '3.7.8'),
  goProgram('grafana-stand-in', 'grafana-stand-in', '1', standInSources),
  built('sender-js', {
    needs: 'npm',
    inputs: ['package.json', 'package-lock.json', 'sender.mjs', 'build.sh'].map(
      (file) => `test/storm/senders/js/${file}`,
    ),
    at: 'sender-js/0.208.0/sender',
  }),
  built('sender-python', {
    needs: 'python3',
    inputs: ['requirements.txt', 'sender.py', 'build.sh'].map(
      (file) => `test/storm/senders/python/${file}`,
    ),
    at: 'sender-python/1.45.2/sender',
  }),
  // After the programs that they are made of.
  ...imageParts,
]
