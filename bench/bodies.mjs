// Requests as Claude Code sends them, made once for each session; only their times change from one to the next.
const mark = { start: 0x0102030405060708n, end: 0x1112131415161718n }
const metrics = ['token.usage', 'cost.usage', 'active_time.total', 'lines_of_code.count']
const step = 10_000
const head = Buffer.from(
  'POST /v1/metrics HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-protobuf\r\n',
)

/** Points of one request. */
export const perRequest = 32

/** Same numbers, same request: `number` counts requests over all sessions, each reports every ten seconds. */
export function requests({ metricsRequest }, { sessions, began, names = sessions }) {
  const made = new Map()
  return (number) => {
    const session = number % sessions
    // With more names than sessions, one ends and another begins: each name is used for a while.
    const name = (session + sessions * Math.floor(number / sessions / 12)) % names
    const known = made.get(session)
    const template = known?.name === name ? known : templateOf(metricsRequest, name)
    made.set(session, template)
    const end = BigInt(began + Math.floor(number / sessions) * step + session) * 1_000_000n
    return template.at(end)
  }
}

/** Ids as rows of the same numbers would have them: for the bare database beside it. */
export function rowsOf(number, sessions, began) {
  const session = number % sessions
  const end = began + Math.floor(number / sessions) * step + session
  return Array.from({ length: perRequest }, (_, at) => [
    at % 4,
    end,
    session,
    (session % 10) * 8 + (at >> 2),
    end - step,
    at / 7,
  ])
}

function templateOf(metricsRequest, name) {
  const body = Buffer.from(metricsRequest(bodyOf(name)))
  const places = { start: placesOf(body, mark.start), end: placesOf(body, mark.end) }
  const lead = Buffer.concat([head, Buffer.from(`content-length: ${body.length}\r\n\r\n`)])
  const at = (end) => {
    const request = Buffer.concat([lead, body])
    for (const place of places.end) request.writeBigUInt64LE(end, lead.length + place)
    for (const place of places.start)
      request.writeBigUInt64LE(end - BigInt(step) * 1_000_000n, lead.length + place)
    return request
  }
  return { name, at }
}

function placesOf(body, number) {
  const wanted = Buffer.alloc(8)
  wanted.writeBigUInt64LE(number)
  const found = []
  for (let at = body.indexOf(wanted); at >= 0; at = body.indexOf(wanted, at + 8)) found.push(at)
  return found
}

function bodyOf(session) {
  const resource = {
    'host.arch': 'amd64',
    'os.type': 'linux',
    'os.version': '6.18.44',
    'service.name': 'claude-code',
    'service.version': '2.1.329',
  }
  const points = Array.from({ length: perRequest }, (_, at) => ({
    at,
    point: pointOf(session, at),
  }))
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributes(resource) },
        scopeMetrics: [
          {
            scope: { name: 'com.anthropic.claude_code', version: '2.1.329' },
            metrics: metrics.map((name, kind) => ({
              name: `claude_code.${name}`,
              unit: '1',
              sum: {
                aggregationTemporality: 1,
                isMonotonic: true,
                dataPoints: points.filter(({ at }) => at % 4 === kind).map(({ point }) => point),
              },
            })),
          },
        ],
      },
    ],
  }
}

function pointOf(session, at) {
  const text = String(session).padStart(12, '0')
  const labels = {
    'user.id': String(session % 10).repeat(64),
    'session.id': `988c482f-070c-444d-85b2-${text}`,
    'anthropic.provider': 'firstParty',
    'terminal.type': 'non-interactive',
    model: `claude-model-${(at >> 2) % 2}`,
    type: `type-${(at >> 3) % 4}`,
    query_source: 'main',
  }
  return {
    attributes: attributes(labels),
    startTimeUnixNano: String(mark.start),
    timeUnixNano: String(mark.end),
    asDouble: at / 7,
  }
}

function attributes(of) {
  return Object.entries(of).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}
