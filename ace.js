/*
 * Runs any command under the pinned Node: `npm run -s ace -- COMMAND …`.
 */
import './bin/pinned_node.js'

await import('./bin/typescript.js')
await import('./bin/console.js')
