// Ends a gRPC call whose message does not come in time; the library itself would wait for ever.
import type * as Grpc from '@grpc/grpc-js'
import type { Desk } from './http.ts'
import { Refused } from './refused.ts'

export function slowness(
  { ServerInterceptingCall }: Pick<typeof Grpc, 'ServerInterceptingCall'>,
  { limits, refused }: Pick<Desk, 'limits' | 'refused'>,
): Grpc.ServerInterceptor {
  return (_, call) => {
    let timer: NodeJS.Timeout | undefined
    const late = (): void => {
      const fault = new Refused('slow')
      refused(fault)
      call.sendStatus({ code: fault.answer.grpc, details: fault.message })
    }
    return new ServerInterceptingCall(call, {
      start: (next) => {
        timer = setTimeout(late, limits.bodyTime)
        next({
          onReceiveHalfClose: (go) => {
            clearTimeout(timer)
            go()
          },
          onCancel: () => clearTimeout(timer),
        })
      },
      sendStatus: (status, next) => {
        clearTimeout(timer)
        next(status)
      },
    })
  }
}
