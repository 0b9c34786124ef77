// What our own marked points are called: by `verify`, which sends them, and by whoever must not count them.

export const markName = 'claude_telemetry.canary'
export const markAttribute = 'claude_telemetry.mark'
/** `service.name` of what we send ourselves. */
export const markSource = 'claude-telemetry'
