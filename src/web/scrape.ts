// /metrics: what Claude Code reported, and how we are ourselves. The one never keeps the other from being told.
import type { Counters } from '../embedded/receiver/counters.ts'
import type { StoreHealth } from '../embedded/store/store.ts'
import type { Family, Sample } from './exposition.ts'
import type { Facts, Reading } from './facts.ts'
import { runningTotals } from './totals.ts'

export function scraping(store: Reading, facts: Facts): () => Promise<Family[]> {
  const totals = runningTotals(store)
  return async () => {
    const [sums, health] = await Promise.all([totals(), store.health()])
    const receiver = facts.receiver?.() ?? null
    return [
      ...(sums ?? []),
      gauge('totals_available', 'Whether the running totals above are complete.', +(sums !== null)),
      ...ofStore(health),
      ...(receiver === null ? [] : ofReceiver(receiver)),
      ...ofProcess(facts),
    ]
  }
}

function ofStore(health: StoreHealth): Family[] {
  const commit = health.commitMs === null ? null : health.commitMs / 1000
  const last = health.sources.map(({ source, at }) => ({ labels: { source }, value: at / 1000 }))
  return [
    counter('rows_stored', 'Rows on disk since start.', health.stored),
    counter('rows_repeated', 'Rows that were there already.', health.repeated),
    counter('rows_contradicted', 'Another value for a stored point.', health.contradicted),
    counter('writes_rejected', 'Writes turned away: busy, full, damaged.', health.rejected),
    counters('points_refused', 'Points that were not kept, by reason.', 'reason', health.refused),
    counter('times_clamped', 'Times too far off that became the time of arrival.', health.clamped),
    counter(
      'label_sets_folded',
      'Label sets that share one, as a label has too many values.',
      health.folded,
    ),
    counter('spans', 'Spans that were answered.', health.spans),
    counter('commits', 'Transactions since start.', health.commits),
    gauge('rows_waiting', 'Rows that wait for their transaction.', health.waiting),
    gauge('commit_seconds', 'How long the last transaction took, fsync included.', commit),
    gauge('database_bytes', 'Size of the database.', health.databaseBytes),
    gauge('up', 'Whether the store takes data.', +(health.state === 'open')),
    family('gauge', 'last_point_timestamp_seconds', 'Time of the newest point of a source.', last),
  ]
}

function ofReceiver(counts: Counters): Family[] {
  const { accepted, arrived, stored, turnedAway, gone, bytes, waiting, lastAt } = counts
  const last = Object.entries(lastAt).flatMap(([signal, at]) =>
    at === null ? [] : [{ labels: { signal }, value: at / 1000 }],
  )
  return [
    counters('requests_received', 'Requests read, by protocol.', 'protocol', arrived),
    counters('requests_accepted', 'Requests acknowledged, by signal.', 'signal', accepted),
    counters('requests_turned_away', 'Requests refused whole, by reason.', 'reason', turnedAway),
    counter('requests_abandoned', 'Senders that left before they had sent all.', gone),
    counters('records_accepted', 'Points and events acknowledged, by kind.', 'kind', stored),
    counter('received_bytes', 'Bytes of requests, as they were sent.', bytes.received),
    counter('unpacked_bytes', 'Bytes of requests, unpacked.', bytes.inflated),
    gauge('requests_waiting', 'Requests being read, decoded or stored.', waiting.requests),
    gauge('waiting_bytes', 'Bytes of those requests.', waiting.bytes),
    family('gauge', 'last_request_timestamp_seconds', 'When a signal was acknowledged last.', last),
  ]
}

function ofProcess({ started, version }: Facts): Family[] {
  return [
    gauge('start_time_seconds', 'When this process started.', started / 1000),
    family('gauge', 'build_info', 'Version of this program.', [{ labels: { version }, value: 1 }]),
  ]
}

function counter(name: string, help: string, value: number): Family {
  return family('counter', `${name}_total`, help, [{ labels: {}, value }])
}

function counters(
  name: string,
  help: string,
  label: string,
  counts: Readonly<Record<string, number>>,
): Family {
  const samples = Object.entries(counts).map(([word, value]) => ({
    labels: { [label]: word },
    value,
  }))
  return family('counter', `${name}_total`, help, samples)
}

function gauge(name: string, help: string, value: number | null): Family {
  return family('gauge', name, help, value === null ? [] : [{ labels: {}, value }])
}

function family(type: Family['type'], name: string, help: string, samples: Sample[]): Family {
  return { name: `claude_telemetry_${name}`, type, help, samples }
}
