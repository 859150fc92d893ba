/*
 * Does a desk stay as quick when there is much more to do? Queue and *Status Konten*, over HTTP and signed in, with 1,000 and with 100,000
 * contents in approval, on SQLite and on PostgreSQL: the 95th percentile may at most double, and 5 ms more. Both stores run at once and are
 * asked by turns, so that what else the machine does meets both.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../tests/support/embedded_postgres.js'
import { freePort } from './free_port.js'

const [FEW, MANY] = [1_000, 100_000]
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TYPESCRIPT = new URL('../bin/typescript.js', import.meta.url).href
const SCRIPT = fileURLToPath(new URL('queue_pages.js', import.meta.url))

const rounded = (value) => Number(value.toFixed(2))
const p95 = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)]

/** Tells figures as `run.js` prints them. */
export async function bench(how) {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-bench-'))
  try {
    await measure(
      'SQLite',
      folder,
      async (name) => `sqlite:${join(folder, `${name}.sqlite3`)}`,
      how
    )
    const postgres = await startPostgres({ isDurable: true })
    try {
      await measure('PostgreSQL', folder, postgres.createDatabase, how)
    } finally {
      await postgres.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(database, folder, createDatabase, { quick, say, tell }) {
  const stores = []
  try {
    for (const count of [FEW, MANY]) {
      stores.push(await openStore(await createDatabase(`queue_${count}`), folder, count))
      say(`${database}: ${count.toLocaleString('en-GB')} contents in approval`)
    }
    const all = [{}, {}]
    for (let round = 0; round < (quick ? 3 : 10); round++)
      for (const [index, store] of stores.entries())
        for (const [page, times] of Object.entries(await store.ask()))
          all[index][page] = [...(all[index][page] ?? []), ...times]
    for (const page of Object.keys(all[0])) {
      const [few, many] = [p95(all[0][page]), p95(all[1][page])]
      tell({
        figure: `p95 ms, ${database}, ${page}`,
        ours: rounded(many),
        against: '1,000 contents',
        theirs: rounded(few),
        // Above one: within twice of it and 5 ms.
        ratio: rounded((2 * few + 5) / many),
        goal: 1,
      })
    }
  } finally {
    for (const store of stores) await store.end()
  }
}

async function openStore(databaseUrl, folder, count) {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    SMTP_PORT: String(await freePort()),
    APP_KEY: randomBytes(32).toString('base64url'),
    KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
    SANDBOX_GATEWAY_KEY: randomBytes(16).toString('hex'),
    DATABASE_URL: databaseUrl,
    STORAGE_DIR: join(folder, `storage-${count}`),
    LOG_LEVEL: 'warn',
    SURFACES: 'hosts',
    MAILER: 'mailbox',
  }
  const args = [`--import=${TYPESCRIPT}`, SCRIPT, String(count)]
  const program = spawn(process.execPath, args, {
    cwd: ROOT,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the store of ${count} contents has ended`)
    return value
  }
  while ((await next()) !== 'ready') continue
  return {
    end: async () => {
      program.kill('SIGKILL')
      await once(program, 'exit')
    },
    ask: async () => {
      program.stdin.write('again\n')
      return JSON.parse(await next())
    },
  }
}
