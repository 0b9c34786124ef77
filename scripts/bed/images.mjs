// The images of a stack as the bed makes them: each with the paths, users, owners and entry point of the official one.

/** Set on every image that the bed made, so that none is taken for an official one. */
const ours = { 'claude-telemetry.bed': 'true' }

const users = (...more) =>
  ['root:x:0:0:root:/root:/sbin/nologin', 'nobody:x:65534:65534:nobody:/home:/bin/false', ...more]
    .map((line) => `${line}\n`)
    .join('')
const groups = (...more) =>
  ['root:x:0:', 'nobody:x:65534:', ...more].map((line) => `${line}\n`).join('')

const ports = (...all) => Object.fromEntries(all.map((port) => [`${port}/tcp`, {}]))
const folder = (owner, mode = 0o755) => ({ owner, mode })
const temporary = { '/tmp': folder([0, 0], 0o1777) }

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const collector = {
  programs: { '/otelcol-contrib': 'otelcol' },
  files: { '/etc/otelcol-contrib/config.yaml': 'test/real/images/collector/default.yaml' },
  config: {
    User: '10001:10001',
    Env: [`PATH=${PATH}`],
    Entrypoint: ['/otelcol-contrib'],
    Cmd: ['--config', '/etc/otelcol-contrib/config.yaml'],
    ExposedPorts: ports(4317, 4318, 55_679),
    Labels: ours,
  },
}

const nobody = [65_534, 65_534]
const prometheus = {
  programs: { '/bin/prometheus': 'prometheus', '/bin/promtool': 'promtool' },
  files: { '/etc/prometheus/prometheus.yml': 'test/real/images/prometheus/default.yaml' },
  fileOwner: nobody,
  texts: { '/etc/passwd': users(), '/etc/group': groups() },
  folders: {
    ...temporary,
    '/etc/prometheus': folder(nobody),
    '/prometheus': folder(nobody, 0o775),
  },
  config: {
    User: 'nobody',
    Env: [`PATH=${PATH}`],
    Entrypoint: ['/bin/prometheus'],
    Cmd: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
    WorkingDir: '/prometheus',
    Volumes: { '/prometheus': {} },
    ExposedPorts: ports(9090),
    Labels: ours,
  },
}

const lokiUser = [10_001, 10_001]
const loki = {
  programs: { '/usr/bin/loki': 'loki' },
  files: { '/etc/loki/local-config.yaml': 'test/real/images/loki/default.yaml' },
  fileOwner: lokiUser,
  texts: {
    '/etc/passwd': users('loki:x:10001:10001:loki:/home/loki:/bin/false'),
    '/etc/group': groups('loki:x:10001:'),
  },
  folders: {
    ...temporary,
    '/etc/loki': folder(lokiUser),
    '/loki': folder(lokiUser),
    '/loki/rules': folder(lokiUser),
    '/loki/rules-temp': folder(lokiUser),
  },
  config: {
    User: '10001',
    Env: [`PATH=${PATH}`],
    Entrypoint: ['/usr/bin/loki'],
    Cmd: ['-config.file=/etc/loki/local-config.yaml'],
    WorkingDir: '/',
    ExposedPorts: ports(3100),
    Labels: ours,
  },
}

const grafanaUser = [472, 0]
const grafanaFolders = [
  '/etc/grafana/provisioning',
  '/etc/grafana/provisioning/datasources',
  '/etc/grafana/provisioning/dashboards',
  '/var/lib/grafana',
  '/var/lib/grafana/plugins',
  '/var/log/grafana',
]
/** Grafana cannot be built from packages: what is under its name here says in each answer that it is not Grafana. */
const grafana = {
  programs: { '/run.sh': 'grafana-stand-in' },
  texts: {
    '/etc/passwd': users('grafana:x:472:0:grafana:/usr/share/grafana:/bin/false'),
    '/etc/group': groups(),
    '/etc/grafana/grafana.ini': '',
  },
  folders: {
    ...temporary,
    '/usr/share/grafana': folder([0, 0]),
    ...Object.fromEntries(grafanaFolders.map((at) => [at, folder(grafanaUser, 0o777)])),
  },
  config: {
    User: '472',
    Env: [
      `PATH=/usr/share/grafana/bin:${PATH}`,
      'GF_PATHS_CONFIG=/etc/grafana/grafana.ini',
      'GF_PATHS_DATA=/var/lib/grafana',
      'GF_PATHS_HOME=/usr/share/grafana',
      'GF_PATHS_LOGS=/var/log/grafana',
      'GF_PATHS_PLUGINS=/var/lib/grafana/plugins',
      'GF_PATHS_PROVISIONING=/etc/grafana/provisioning',
    ],
    Entrypoint: ['/run.sh'],
    WorkingDir: '/usr/share/grafana',
    ExposedPorts: ports(3000),
    Labels: { ...ours, 'claude-telemetry.stand-in': 'true' },
  },
}

const image = (service, name, tag, recipe) => ({
  kind: 'image',
  name: `image-${service}`,
  image: `${name}:${tag}`,
  at: `images/${service}/${tag}.tar`,
  ...recipe,
})

/** Names and tags are those of src/config/images.ts; a test holds both equal. */
export const imageParts = [
  image('collector', 'otel/opentelemetry-collector-contrib', '0.161.0', collector),
  image('prometheus', 'prom/prometheus', 'v3.16.0', prometheus),
  image('loki', 'grafana/loki', '3.7.8', loki),
  image('grafana', 'grafana/grafana', '13.2.3', grafana),
]
