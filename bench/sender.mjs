// A process of its own that sends requests over kept connections, and says how long each took to be acknowledged.
import { connect } from 'node:net'
import { requests, perRequest } from './bodies.mjs'
import { parts } from './bundled.mjs'

const wish = JSON.parse(process.argv[2])
const request = requests(await parts(), wish)
const last = wish.first + wish.count
let next = wish.first
const times = []
const statuses = {}
// Made before the clock runs, unless they would be too many to hold.
const held =
  wish.count <= 10_000
    ? Array.from({ length: wish.count }, (_, at) => request(wish.first + at))
    : null
const began = performance.now()
const pause = wish.rate === null ? 0 : (1000 * perRequest) / wish.rate
await Promise.all(Array.from({ length: wish.connections }, line))
const seconds = (performance.now() - began) / 1000
times.sort((a, b) => a - b)
const quantile = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
process.stdout.write(
  JSON.stringify({
    seconds,
    statuses,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  }),
)

async function line() {
  const socket = connect(wish.port, '127.0.0.1').setNoDelay(true)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  while (next < last) {
    const number = next++
    const due = began + (number - wish.first) * pause
    const early = due - performance.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    const bytes = held?.[number - wish.first] ?? request(number)
    const sent = performance.now()
    const status = await exchange(socket, bytes)
    times.push(performance.now() - sent)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  socket.destroy()
}

/** One request at a time on each line: what comes back until the head's end is its answer. */
function exchange(socket, bytes) {
  return new Promise((resolve, reject) => {
    let text = ''
    const take = (chunk) => {
      text += chunk.toString('latin1')
      if (!text.includes('\r\n\r\n')) return
      socket.off('data', take).off('close', gone)
      resolve(Number(text.slice(9, 12)))
    }
    const gone = () => reject(new Error(`The line was cut after: ${text}`))
    socket.on('data', take).on('close', gone)
    socket.write(bytes)
  })
}
