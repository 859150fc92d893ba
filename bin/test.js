/*
 * Runs japa suites against one database: `node bin/test.js functional [--full] [--files …]`.
 * `--full` searches longer than a commit is checked with (FULL=1 says it to the tests).
 * DATABASE_URL chooses it, which must be empty; without, a SQLite file of its own in a temporary folder.
 */
import './pinned_node.js'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'

const folder = mkdtempSync(join(tmpdir(), 'etalase-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
// Not before the pinned Node runs, which reads TypeScript by itself.
const { freePort } = await import('../tests/support/ports.ts')

Object.assign(process.env, {
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: String(await freePort()),
  SMTP_PORT: String(await freePort()),
  APP_KEY: randomBytes(32).toString('base64url'),
  KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
  SANDBOX_GATEWAY_KEY: randomBytes(16).toString('hex'),
  SANDBOX_GATEWAY_URL: `http://127.0.0.1:${await freePort()}`,
  DATABASE_URL: process.env.DATABASE_URL || `sqlite:${join(folder, 'test.sqlite3')}`,
  STORAGE_DIR: join(folder, 'storage'),
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
  MAILER: 'mailbox',
  // Portals of tests listen there.
  OUTBOUND_ALLOW: '127.0.0.1,localhost',
  // Nothing of this run is to outlive a cut of power.
  THROWAWAY_DATA: '1',
})

if (process.argv.includes('--full')) {
  process.env.FULL = '1'
  process.argv = process.argv.filter((word) => word !== '--full')
}

await import('./typescript.js')
await import('./test_runner.js')
