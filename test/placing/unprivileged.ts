// Runs the cases in a process of its own, as a user whom the system can refuse something; prints the results.
import { cycle } from './cycle.ts'
import { closed, handMade, linked } from './settings-files.ts'

const results = []
for (const one of [...closed, ...handMade, ...linked]) results.push(await cycle(one))
console.log(JSON.stringify({ uid: process.getuid?.(), results }))
