// What tests run inside of pages. JavaScript, because only here there is a document.

export const isSettled = () =>
  document.querySelector('.panel, .notice') !== null && document.querySelector('.wait') === null

/** Pixels by which the page is wider than its window. */
export const tooWide = () => document.documentElement.scrollWidth - innerWidth

export const controls = () =>
  document.querySelectorAll('a[href], button, select, [tabindex="0"]').length

export const focused = () => [...document.querySelectorAll('*')].indexOf(document.activeElement)

/** In a page of another origin: everything that a page can try, and how it ends. */
export async function attempts(address) {
  const ends = (make) =>
    new Promise((resolve) => {
      make(
        () => resolve('read'),
        () => resolve('refused'),
      )
      setTimeout(() => resolve('refused'), 3000)
    })
  const read = (path, options) =>
    fetch(address + path, options).then(
      () => 'read',
      () => 'refused',
    )
  const element = (name, path) =>
    ends((good, bad) => {
      const node = document.createElement(name)
      Object.assign(node, { src: address + path, onload: good, onerror: bad })
      document.body.append(node)
    })
  const opaque = await fetch(`${address}/api/metrics`, { mode: 'no-cors' }).catch(() => null)
  const frame = document.createElement('iframe')
  frame.src = `${address}/`
  document.body.append(frame)
  await new Promise((resolve) => setTimeout(resolve, 1500))
  let framed = 'refused'
  try {
    // A frame that shows an error page of the browser cannot be looked into either: it is of no origin.
    if (frame.contentDocument?.title === 'claude-telemetry') framed = 'read'
  } catch {
    framed = 'refused'
  }
  return {
    fetch: await read('/api/metrics', {}),
    opaque: opaque === null ? 0 : (await opaque.text()).length,
    post: await read('/api/metrics', { method: 'POST', body: '{}' }),
    script: await element('script', '/page.js'),
    image: await element('img', '/icon.svg'),
    events: await ends((good, bad) => {
      const source = new EventSource(`${address}/api/live`)
      Object.assign(source, { onopen: good, onerror: bad })
    }),
    socket: await ends((good, bad) => {
      const socket = new WebSocket(address.replace('http', 'ws'))
      Object.assign(socket, { onopen: good, onerror: bad })
    }),
    frame: framed,
  }
}
