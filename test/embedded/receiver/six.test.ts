// The gRPC door on an address of six, and on one that this machine does not have.
import { connect } from 'node:http2'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { bench } from './bench.ts'

const hasSix = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ family, internal }) => family === 'IPv6' && internal),
)

test.skipIf(!hasSix)('::1', async () => {
  const { receiver } = await bench()
  const { port, close } = (await receiver.grpc('::1', 0))!
  onTestFinished(() => close(50))
  const session = connect(`http://[::1]:${port}`)
  onTestFinished(() => session.destroy())
  const status = await new Promise((resolve, reject) => {
    session.on('error', reject)
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
      'content-type': 'application/grpc',
    })
    stream.on(
      'response',
      (told) => told['grpc-status'] !== undefined && resolve(told['grpc-status']),
    )
    stream
      .on('trailers', (told) => resolve(told['grpc-status']))
      .on('error', reject)
      .resume()
    stream.on('close', () => resolve('closed'))
    stream.end(Buffer.alloc(5))
  })
  expect(status).toBe('0')
})

test('an address of somebody else', async () => {
  const { receiver } = await bench()
  await expect(receiver.grpc('203.0.113.9', 0)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
})
