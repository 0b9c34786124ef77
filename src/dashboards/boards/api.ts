// How the API answers: speed, errors, models, client versions.
import type { Board, Panel } from '../board.ts'

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

const errorsHelp =
  'Requests that failed for good. A try that failed and then succeeded leaves no trace in the client.'

export const api: Board = {
  id: 'api',
  title: 'API health',
  description: 'How fast the API answers, and how often it does not.',
  panels: [
    {
      id: 'requests',
      title: 'Requests answered',
      description: 'Requests that were answered.',
      unit: 'count',
      measure: { op: 'events', event: 'api_request' },
      draw: 'number',
      width: 4,
    },
    {
      id: 'errors',
      title: 'Requests failed',
      description: errorsHelp,
      unit: 'count',
      measure: { op: 'events', event: 'api_error' },
      draw: 'number',
      width: 4,
      more: 'bad',
    },
    {
      id: 'retries',
      title: 'Given up after retries',
      description: 'Requests that were tried again and again, and given up.',
      unit: 'count',
      measure: { op: 'events', event: 'api_retries_exhausted' },
      draw: 'number',
      width: 4,
      more: 'bad',
    },
    lines('latency', 'Time to the whole answer', 'duration_ms'),
    lines('first-token', 'Time to the first token', 'ttft_ms'),
    {
      id: 'requests-over-time',
      title: 'Requests by model',
      description: 'Requests that were answered.',
      unit: 'count',
      measure: { op: 'events-over-time', event: 'api_request', by: 'model' },
      draw: 'stack',
      width: 6,
    },
    {
      id: 'errors-over-time',
      title: 'Errors by status',
      description: errorsHelp,
      unit: 'count',
      measure: { op: 'events-over-time', event: 'api_error', by: 'status_code' },
      draw: 'stack',
      width: 6,
    },
    {
      id: 'timings',
      title: 'Each model',
      description: 'Requests, and the time within which half and 95 of 100 of them were answered.',
      unit: 'milliseconds',
      measure: { op: 'timings', event: 'api_request', of: 'duration_ms', by: 'model' },
      draw: 'table',
      width: 8,
    },
    {
      id: 'versions',
      title: 'Requests by client version',
      description: 'Known only when the client is asked to say its version.',
      unit: 'count',
      measure: { op: 'events-by', event: 'api_request', by: 'app.version' },
      draw: 'parts',
      width: 4,
    },
  ],
}
