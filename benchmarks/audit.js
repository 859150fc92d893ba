/*
 * How long it takes to prove the audit trail, and what memory, at three lengths: events are written as actions write them, linked as the
 * sealer does, and proven as `audit:verify` does, all in this process. The goal is a straight line: an event of the longest chain may
 * cost at most half as much again as one of the shortest. Each length is proven several times and the quickest one counts, so that
 * what else the machine does stays out of it.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { output } from './program.js'

const GOALS = { line: 1 / 1.5 }
/** Whatever the length: a page of events and what the collector has not come to. */
const MEMORY_MB = 128
const WORKER = new URL('audit_chain.js', import.meta.url).pathname

/** Tells figures as `run.js` prints them. */
export async function bench({ quick, say, tell }) {
  const lengths = quick ? [2_000, 5_000, 10_000] : [10_000, 50_000, 100_000]
  const folder = await mkdtemp(join(tmpdir(), 'bench-audit-'))
  try {
    const measured = []
    const env = {
      ...process.env,
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      HOST: '127.0.0.1',
      PORT: '1',
      SMTP_PORT: '1',
      APP_KEY: randomBytes(32).toString('base64url'),
      KEYSTORE_PASSWORD: 'measured',
      SANDBOX_GATEWAY_KEY: 'measured',
      SANDBOX_GATEWAY_URL: 'http://127.0.0.1:1',
      // An empty PostgreSQL database may be named.
      DATABASE_URL: process.env.DATABASE_URL ?? `sqlite:${join(folder, 'db.sqlite3')}`,
      STORAGE_DIR: join(folder, 'storage'),
    }
    for (const length of lengths) {
      const args = ['--expose-gc', '--import=./bin/typescript.js', WORKER, length, quick ? 3 : 5]
      const lines = (await output(args, 900, { env })).trim().split('\n')
      const one = JSON.parse(lines.at(-1))
      measured.push(one)
      say(
        `${length} events: linked in ${one.linkedIn} s, proven in ${one.seconds} s, ${one.megabytes} MB more at most`
      )
      tell({ figure: `events proven / s at ${length}`, ours: Math.round(length / one.seconds) })
    }
    const [first, last] = [measured[0], measured.at(-1)]
    const perEvent = ({ seconds, length }) => (seconds / length) * 1e6
    tell({
      figure: `microseconds an event at ${last.length}`,
      ours: round(perEvent(last)),
      against: `at ${first.length}`,
      theirs: round(perEvent(first)),
      ratio: round(perEvent(first) / perEvent(last)),
      goal: round(GOALS.line),
    })
    const most = Math.max(...measured.map(({ megabytes }) => megabytes))
    tell({
      figure: 'MB more while proving',
      ours: most,
      against: 'allowed',
      theirs: MEMORY_MB,
      ratio: round(MEMORY_MB / most),
      goal: 1,
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

const round = (value) => Math.round(value * 100) / 100
