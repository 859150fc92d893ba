/*
 * Runs any command under the pinned Node: `npm run -s ace -- COMMAND …`.
 */
import './bin/pinned_node.js'

// Not before the pinned Node runs: older ones know neither.
const { CACHE } = await import('./bin/typescript.js')
const { enableCompileCache } = await import('node:module')
// What V8 has compiled is kept for the next command. Where nothing can be written it says so in what it returns, and each compiles. Not for
// serving processes, which start seldom and would keep it in memory.
enableCompileCache(`${CACHE}v8`)
await import('./bin/console.js')
