// The door to ports: is one free, does one answer.
import { lookup } from 'node:dns/promises'
import { connect, createServer } from 'node:net'
import { within } from './limit.ts'
import { codeOf } from './fault.ts'

/** 'forbidden': this user may not listen there; 'unknown': the system refused for another reason. */
export type PortState = 'free' | 'taken' | 'forbidden' | 'unknown'

const askLimit = 500

/** Some systems let two programs listen on one port at different addresses, so we also ask whether one answers. */
export async function portState(host: string, port: number): Promise<PortState> {
  if (!isPort(port)) return 'unknown'
  const listened = await tryToListen(host, port)
  if (listened !== 'free') return listened
  return (await tcpAnswers(host, port, askLimit)) ? 'taken' : 'free'
}

function tryToListen(host: string, port: number): Promise<PortState> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (cause) => {
      const code = codeOf(cause)
      if (code === 'EADDRINUSE') resolve('taken')
      else resolve(code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'unknown')
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')))
  })
}

/** A port that was free a moment ago, chosen by the system. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

export async function tcpAnswers(host: string, port: number, limit: number): Promise<boolean> {
  if (!isPort(port)) return false
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (answers: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answers)
    }
    const timer = setTimeout(() => end(false), limit)
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536
}

export async function isKnownName(name: string, limit: number): Promise<boolean> {
  return (
    (await within(
      limit,
      lookup(name).then(Boolean, () => false),
    )) ?? false
  )
}

/** Whether something takes a connection at the host and port of an address; nothing is said to it. */
export function addressAnswers(address: string, limit: number): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address)
  const number = Number(port) || (protocol === 'https:' ? 443 : 80)
  return tcpAnswers(hostname.replace(/^\[|\]$/g, ''), number, limit)
}
