// How the API answers: speed, errors, models, client versions.
import type { Board, Panel } from '../board.ts'
import type { EventName } from '../events.ts'
import type { Measure } from '../measure.ts'

const errorsHelp =
  'Requests that failed for good. A try that failed and then succeeded leaves no trace in the client.'
const triesHelp = 'Of requests that were given up in the end: of others the client does not tell.'

const number = (
  id: string,
  title: string,
  measure: Measure,
  more: Pick<Panel, 'description'> & Partial<Panel>,
): Panel => ({ id, title, unit: 'count', measure, draw: 'number', width: 3, ...more })

const numbers: Panel[] = [
  number(
    'requests',
    'Requests answered',
    { op: 'events', event: 'api_request' },
    { description: 'Requests that were answered.' },
  ),
  number(
    'errors',
    'Requests failed',
    { op: 'events', event: 'api_error' },
    { description: errorsHelp, more: 'bad' },
  ),
  number(
    'retries',
    'Given up after retries',
    { op: 'events', event: 'api_retries_exhausted' },
    { description: 'Requests that were tried again and again, and given up.', more: 'bad' },
  ),
  number(
    'retry-time',
    'Time lost to retries',
    { op: 'events-sum', event: 'api_retries_exhausted', field: 'total_retry_duration_ms' },
    { description: triesHelp, unit: 'milliseconds', more: 'bad' },
  ),
]

const lines = (id: string, title: string, of: 'duration_ms' | 'ttft_ms'): Panel => ({
  id,
  title,
  description: 'Half of the requests, and 95 of 100, took no longer than this.',
  unit: 'milliseconds',
  measure: { op: 'timings-over-time', event: 'api_request', of },
  draw: 'lines',
  width: 6,
  parts: ['p50', 'p95'],
})

const table = (id: string, title: string, of: 'duration_ms' | 'ttft_ms'): Panel => ({
  id,
  title,
  description: 'Requests, and the time within which half and 95 of 100 of them came.',
  unit: 'milliseconds',
  measure: { op: 'timings', event: 'api_request', of, by: 'model' },
  draw: 'table',
  width: 6,
})

const overTime = (id: string, title: string, event: EventName, by: string): Panel => ({
  id,
  title,
  description: event === 'api_error' ? errorsHelp : 'Requests that were answered.',
  unit: 'count',
  measure: { op: 'events-over-time', event, by },
  draw: 'stack',
  width: 6,
})

const split = (
  id: string,
  title: string,
  event: EventName,
  by: string,
  description: string,
): Panel => ({
  id,
  title,
  description,
  unit: 'count',
  measure: { op: 'events-by', event, by },
  draw: 'parts',
  width: 4,
})

export const api: Board = {
  id: 'api',
  title: 'API health',
  description: 'How fast the API answers, and how often it does not.',
  panels: [
    ...numbers,
    lines('latency', 'Time to the whole answer', 'duration_ms'),
    lines('first-token', 'Time to the first token', 'ttft_ms'),
    overTime('requests-over-time', 'Requests by model', 'api_request', 'model'),
    overTime('errors-over-time', 'Errors by status', 'api_error', 'status_code'),
    { ...table('timings', 'Whole answer, each model', 'duration_ms'), heading: 'Models' },
    table('first-token-timings', 'First token, each model', 'ttft_ms'),
    {
      ...split('errors-by-kind', 'Errors by kind', 'api_error', 'error', errorsHelp),
      heading: 'Errors',
    },
    split('errors-by-model', 'Errors by model', 'api_error', 'model', errorsHelp),
    split('errors-by-attempt', 'Errors by number of tries', 'api_error', 'attempt', errorsHelp),
    split(
      'given-up-by-attempts',
      'Given up, by number of tries',
      'api_retries_exhausted',
      'total_attempts',
      triesHelp,
    ),
    split(
      'given-up-by-status',
      'Given up, by status',
      'api_retries_exhausted',
      'status_code',
      triesHelp,
    ),
    split(
      'sources',
      'Requests by what asked',
      'api_request',
      'query_source',
      'The conversation itself, subagents, titles, compaction.',
    ),
    {
      ...split(
        'versions',
        'Requests by client version',
        'api_request',
        'service.version',
        'The version of Claude Code that asked.',
      ),
      heading: 'Clients',
    },
    split('effort', 'Requests by effort', 'api_request', 'effort', 'How hard the model may think.'),
    split('speed', 'Requests by speed', 'api_request', 'speed', 'Normal or fast mode.'),
  ],
}
