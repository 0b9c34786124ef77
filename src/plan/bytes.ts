// How much something takes, for people.

const steps = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

export function bytesInWords(bytes: number): string {
  const step = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const amount = bytes / 1000 ** step
  return `${step === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${steps[step] ?? ''}`
}
