// Fills a store with made-up years of work through its own writer, so that every sum is as the product makes it.
const day = 86_400_000
const perWrite = 500
const inFlight = 40
const resource = { 'service.name': 'claude-code', 'service.version': '2.1.329', 'os.type': 'linux' }

/** Ten sessions on a working day: somebody who has it open all the time. */
const sessionsADay = 10

/** How many points and events there were, and a session that has many. */
export async function fillYears({ openStore, madeWork }, folder, { developers, days, until }) {
  const store = await openStore(folder, { queue: { rows: 2_000_000 } })
  const counts = { points: 0, events: 0 }
  const sizes = new Map()
  try {
    for (let who = 0; who < developers; who++) {
      const { points, events } = madeWork({ seed: 100 + who, until, days, sessionsADay })
      for (const { session } of points) sizes.set(session, (sizes.get(session) ?? 0) + 1)
      const user = `user-${who}`
      await writeAll(
        store,
        points.map((point) => deltaOf(point, user)),
      )
      await writeAll(
        store,
        events.map((event, at) => eventOf(event, at, user)),
      )
      counts.points += points.length
      counts.events += events.length
    }
  } finally {
    await store.close()
  }
  const [session] = [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most))
  return { ...counts, session, days: days * day }
}

async function writeAll(store, records) {
  let next = 0
  const writer = async () => {
    while (next < records.length) {
      const part = records.slice(next, (next += perWrite))
      await store.write({ records: part, refused: {}, clamped: 0, spans: 0 })
    }
  }
  await Promise.all(Array.from({ length: inFlight }, writer))
}

function deltaOf({ metric, session, labels, start, end, value }, user) {
  const own = { ...labels, 'session.id': session, 'user.id': user }
  return { kind: 'delta', name: metric, unit: '1', labels: own, resource, start, end, value }
}

function eventOf({ name, at, session, fields }, sequence, user) {
  const own = { 'session.id': session, 'user.id': user, 'event.sequence': sequence }
  return { kind: 'event', name, at, attributes: { ...fields, ...own }, resource }
}
