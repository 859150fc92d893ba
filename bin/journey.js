/*
 * `npm run journey [-- --database postgres]`: the whole main job against a server of its own, on an empty database and
 * free ports: a line per step, non-zero at the first failure. `openssl` is the partner's mail client.
 */
import './pinned_node.js'
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

if (spawnSync('openssl', ['version']).status !== 0) {
  console.error('The journey signs the partner’s reply with openssl, which is not installed here.')
  process.exit(1)
}

const onPostgres = process.argv.join(' ').includes('postgres')
const folder = mkdtempSync(join(tmpdir(), 'etalase-journey-'))
const postgres = onPostgres ? await (await import('../tests/support/embedded_postgres.js')).startPostgres() : null
const [port, smtp, gateway, site] = await Promise.all([freePort(), freePort(), freePort(), freePort()])

Object.assign(process.env, {
  NODE_ENV: 'development',
  HOST: '127.0.0.1',
  PORT: String(port),
  SMTP_PORT: String(smtp),
  SANDBOX_GATEWAY_URL: `http://127.0.0.1:${gateway}`,
  PARTNER_SITE_PORT: String(site),
  OUTBOUND_ALLOW: 'portal-mitra.localhost',
  APP_KEY: randomBytes(32).toString('base64url'),
  KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
  SANDBOX_GATEWAY_KEY: randomBytes(16).toString('hex'),
  DATABASE_URL: postgres?.url ?? `sqlite:${join(folder, 'journey.sqlite3')}`,
  STORAGE_DIR: join(folder, 'storage'),
})

let server
let failed = false
try {
  const started = performance.now()
  server = await startServer()
  console.log(`   server ready in ${((performance.now() - started) / 1000).toFixed(1)} s on ${postgres ? 'PostgreSQL' : 'SQLite'}`)
  await import('./typescript.js')
  const { steps } = await import('../tests/journey/steps.js')
  const journey = { folder, smtpPort: smtp, partnerSite: `http://portal-mitra.localhost:${site}` }
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
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)

function startServer() {
  const child = spawn(process.execPath, ['bin/start.js'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const handle = {
    output: () => said,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk
        if (said.includes('Etalase ready')) resolve(handle)
      })
    }
    child.once('exit', (code) => reject(new Error(`the server ended (${code}):\n${said}`)))
  })
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address()
      probe.close(() => resolve(free))
    })
  })
}
