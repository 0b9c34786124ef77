// A process that makes a plan true and says each step, to be killed by its test at any moment.
import { openDocker } from '../../src/world/docker-open.ts'
import { applied, never, planOf } from './stage.ts'

const [where = '', stack = '', first = '', second = '', settings = ''] = process.argv.slice(2)
const docker = await openDocker({ source: 'test', where, context: null, tls: null }, never)
const plan = planOf({ stack, ports: [Number(first), Number(second)], settings })
process.stdout.write('begins\n')
await applied(plan, docker)
