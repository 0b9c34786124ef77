// Before each test file: nothing of the machine's own Claude Code, telemetry, proxies or npm may leak in.

const ours = /^CLAUDE_TELEMETRY_(?:STORM|COULD_NOT_RUN|BED\w*)$/
const foreign =
  /^(?:OTEL_|CLAUDE|ANTHROPIC_|npm_(?:package|lifecycle)_|npm_(?:command|execpath)$)|^(?:https?|all|no)_proxy$/i

for (const name of Object.keys(process.env)) {
  if (foreign.test(name) && !ours.test(name)) delete process.env[name]
}
