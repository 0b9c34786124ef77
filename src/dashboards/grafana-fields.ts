// How Grafana shows a value: unit, colour of known parts, and the few lines worth drawing through a number.
import type { Panel } from './board.ts'
import type { FieldConfig, Override } from './grafana-json.ts'
import type { Unit } from './metrics.ts'

const units: Readonly<Record<Unit, string>> = {
  usd: 'currencyUSD',
  tokens: 'short',
  'tokens/s': 'suffix: tokens/s',
  seconds: 's',
  // With all its figures: 1,234 commits are not "1.23 K".
  count: 'locale',
  ratio: 'percentunit',
  milliseconds: 'ms',
  time: 'dateTimeAsIso',
  text: 'string',
}

/** The same part has the same colour in every panel, as on our own page. */
const colours = ['#4a66d9', '#e0913a', '#1b9a8a', '#b95aa2', '#7d5bd0', '#5f9640'] as const

export function fieldsOf(panel: Panel): FieldConfig {
  const isNumber = panel.draw === 'number'
  return {
    defaults: {
      unit: units[panel.unit],
      ...(panel.unit === 'count' && { decimals: 0 }),
      ...(isNumber ? { noValue: '–' } : { min: 0 }),
      ...colourOf(panel),
      ...customOf(panel),
    },
    overrides: [...(isNumber ? [besides] : []), ...partColours(panel.parts ?? [])],
  }
}

/** A share has a best value, so a line through it means something; a sum has none. */
function colourOf(panel: Panel): Pick<FieldConfig['defaults'], 'color' | 'thresholds'> {
  if (panel.draw !== 'number') return { color: { mode: 'palette-classic-by-name' } }
  if (panel.unit !== 'ratio' || panel.more !== 'good')
    return { color: { mode: 'fixed', fixedColor: 'text' } }
  const steps = [
    { color: 'orange', value: null },
    { color: 'yellow', value: 0.5 },
    { color: 'green', value: 0.8 },
  ]
  return { color: { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps } }
}

/** The period before stands beside the number, and quieter. */
const besides: Override = {
  matcher: { id: 'byFrameRefID', options: 'before' },
  properties: [
    { id: 'displayName', value: 'before' },
    { id: 'color', value: { mode: 'fixed', fixedColor: 'semi-dark-blue' } },
  ],
}

function partColours(parts: readonly string[]): Override[] {
  return parts.map((part, place) => ({
    matcher: { id: 'byName', options: part },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: colours[place % colours.length] } },
    ],
  }))
}

const plain = { axisPlacement: 'auto', gradientMode: 'none', spanNulls: false }

/** A bar begins at its time, not around it: otherwise a day would be drawn half a day early. */
function customOf({ draw }: Panel): Pick<FieldConfig['defaults'], 'custom'> {
  if (draw === 'stack')
    return {
      custom: {
        ...plain,
        drawStyle: 'bars',
        barAlignment: 1,
        barWidthFactor: 0.9,
        lineWidth: 0,
        fillOpacity: 90,
        showPoints: 'never',
        stacking: { mode: 'normal', group: 'A' },
      },
    }
  if (draw !== 'lines') return {}
  return {
    custom: {
      ...plain,
      drawStyle: 'line',
      lineInterpolation: 'stepAfter',
      lineWidth: 2,
      fillOpacity: 0,
      // A single value between two empty ones would be no line at all.
      showPoints: 'always',
      pointSize: 4,
      stacking: { mode: 'none', group: 'A' },
    },
  }
}
