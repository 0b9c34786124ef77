// The program that makes headers: useless with gRPC, and when it fails nothing is sent at all.
import { valueOf } from '../layers-effective.ts'
import { called } from '../layers-layer.ts'
import { mend } from './mend.ts'
import { activeSignals, deciding, finding, isEnabled, sendsOtlp, type Trap } from './trap.ts'

export const headersHelper: Trap = (facts) => {
  const { helper } = facts
  if (helper === null || !isEnabled(facts)) return []
  const { layer, programFound } = helper
  const sending = activeSignals(facts).filter((signal) => sendsOtlp(facts, signal))
  const byGrpc = sending
    .map((signal) => deciding(facts, signal, 'PROTOCOL'))
    .find((name) => valueOf(facts.effective, name)?.trim() === 'grpc')
  if (byGrpc !== undefined) {
    const text = `The ${called(layer)} name an otelHeadersHelper, but ${byGrpc}=grpc: the client never runs it for gRPC, and its headers are missing.`
    return [
      finding('headers-helper', 'error', {
        text,
        layer,
        fix: mend(facts, byGrpc, 'http/protobuf'),
      }),
    ]
  }
  if (programFound === false) {
    const text = `The otelHeadersHelper in the ${called(layer)} is not there or may not be run: the client then sends nothing at all.`
    return [
      finding('headers-helper', 'error', {
        text,
        layer,
        fix: `In ${layer.path ?? 'that file'}, give "otelHeadersHelper" the full path of a program that can be run, or take it out.`,
      }),
    ]
  }
  const text = `The ${called(layer)} name an otelHeadersHelper; it must print a JSON object of texts and end with code 0.`
  return [finding('headers-helper', 'ok', { text, layer })]
}
