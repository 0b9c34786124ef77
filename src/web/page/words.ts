// Numbers and times as words: exact where it matters, short where there is no room.
import type { Unit } from '../../dashboards/metrics.ts'
import type { TickStep } from './scale.ts'

const none = '–'
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })

/** As exact as a person can use it. */
export function exact(value: number | null, unit: Unit): string {
  if (value === null) return none
  switch (unit) {
    case 'usd':
      return dollars(value)
    case 'ratio':
      return `${(value * 100).toFixed(1)} %`
    case 'seconds':
      return duration(value)
    case 'milliseconds':
      return milliseconds(value)
    case 'tokens':
    case 'count':
      return whole.format(value)
    case 'tokens/s':
      return `${whole.format(value)} tokens/s`
    case 'time':
    case 'text':
      return String(value)
  }
}

/** For axes: few letters. */
export function short(value: number, unit: Unit): string {
  if (unit === 'usd')
    return `$${Math.abs(value) < 1 && value !== 0 ? value.toFixed(2) : compact.format(value)}`
  if (unit === 'seconds') return duration(value)
  if (unit === 'milliseconds') return milliseconds(value)
  if (unit === 'ratio') return `${Math.round(value * 100)} %`
  return compact.format(value)
}

/** Little is not nothing, and nearly all is not all. */
export function shareOf(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  if (share < 1 && share >= 0.9995) return '> 99.9 %'
  return `${(100 * share).toFixed(1)} %`
}

function dollars(value: number): string {
  if (value > 0 && value < 0.00005) return '< $0.0001'
  const digits = Math.abs(value) < 1 && value !== 0 ? 4 : 2
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return `$${value.toLocaleString('en-US', format)}`
}

function duration(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return '< 0.1 s'
  if (seconds < 60) return `${whole.format(Math.round(seconds * 10) / 10)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return `${whole.format(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${rest} min`}`
}

function milliseconds(value: number): string {
  if (value > 0 && value < 0.5) return '< 1 ms'
  if (value < 1000) return `${Math.round(value)} ms`
  const seconds = value / 1000
  return seconds < 60 ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : duration(seconds)
}

export interface Clock {
  readonly long: (moment: number) => string
  readonly medium: (moment: number) => string
  readonly fine: (moment: number) => string
  readonly tick: (moment: number, step: TickStep) => string
}

export function clockOf(timeZone: string): Clock {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...options })
    return (moment: number) => made.format(moment)
  }
  const date = { day: 'numeric', month: 'short' } as const
  const time = { hour: '2-digit', minute: '2-digit' } as const
  const [onlyTime, onlyDate] = [format(time), format(date)]
  const [onlyMonth, onlyYear] = [format({ month: 'short' }), format({ year: 'numeric' })]
  const seconds = format({ ...time, second: '2-digit' })
  const tick = (moment: number, step: TickStep): string => {
    if (step === '1s') return seconds(moment)
    if (step === '1M')
      return onlyDate(moment).startsWith('1 Jan') ? onlyYear(moment) : onlyMonth(moment)
    if (step === '1d' || step === '1w') return onlyDate(moment)
    return onlyTime(moment) === '00:00' ? onlyDate(moment) : onlyTime(moment)
  }
  return {
    long: format({ weekday: 'short', year: 'numeric', ...date, ...time, second: '2-digit' }),
    medium: format({ ...date, ...time }),
    fine: format({ ...date, ...time, second: '2-digit' }),
    tick,
  }
}

export function ago(moment: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - moment) / 1000))
  const steps = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const
  for (const [length, name] of steps) {
    const count = Math.floor(seconds / length)
    if (count > 0) return `${count} ${name}${count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}
