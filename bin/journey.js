/*
 * `npm run journey [-- --database postgres]`: the whole main job against a server of its own, on an empty database and
 * free ports: a line per step, non-zero at the first failure. `openssl` is the partner's mail client.
 */
import './pinned_node.js'
import { spawnSync } from 'node:child_process'

if (spawnSync('openssl', ['version']).status !== 0) {
  console.error('The journey signs the partner’s reply with openssl, which is not installed here.')
  process.exit(1)
}

const onPostgres = process.argv.join(' ').includes('postgres')
await import('./typescript.js')
const { startOwnServer } = await import('../tests/support/own_server.js')
const postgres = onPostgres ? await (await import('../tests/support/embedded_postgres.js')).startPostgres() : null

let server
let failed = false
try {
  const started = performance.now()
  server = await startOwnServer(postgres?.url)
  console.log(`   server ready in ${((performance.now() - started) / 1000).toFixed(1)} s on ${postgres ? 'PostgreSQL' : 'SQLite'}`)
  // The steps' own modules and commands work on the same database and ports.
  Object.assign(process.env, server.environment)
  const { steps } = await import('../tests/journey/steps.js')
  const journey = server
  let count = 0
  for (const [name, step] of steps) {
    const begun = performance.now()
    await step(journey)
    console.log(`${String(++count).padStart(2)} ${name.padEnd(96)} ${((performance.now() - begun) / 1000).toFixed(2)} s`)
  }
  console.log(`   ${((performance.now() - started) / 1000).toFixed(1)} s in all`)
  console.log(`journey: ${count} steps passed`)
} catch (error) {
  failed = true
  console.error(error)
  // What the server's log thread still holds.
  await new Promise((resolve) => setTimeout(resolve, 700))
  console.error(`journey: failed; the server said:\n${server?.output().slice(-3000)}`)
} finally {
  await server?.stop()
  await postgres?.stop()
}
process.exit(failed ? 1 : 0)
