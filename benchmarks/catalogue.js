/*
 * How fast is the page that the whole world asks for most? 100,000 contents in a fresh SQLite file; ours is the
 * real application answering `GET /products` of the store as a guest: front door, middleware, a read of the
 * database, templates. Theirs is the least that can be written with `node:http` and a prepared statement.
 * Both send the same 24 cards, byte for byte, which each run checks before it measures.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillCatalogue } from './fill_catalogue.js'
import { freePort } from './free_port.js'
import { output, started } from './program.js'

const CONTENTS = 100_000
const CARDS = 24
const CONNECTIONS = 32
const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TYPESCRIPT = new URL('../bin/typescript.js', import.meta.url).href

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const rounded = (value, places) => Number(value.toFixed(places))

/** Tells figures as `run.js` prints them. */
export async function bench({ quick, say, tell }) {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-bench-'))
  const database = join(folder, 'catalogue.sqlite3')
  const programs = []
  try {
    const ours = await startOurs(folder, database, programs)
    await fillCatalogue(database, CONTENTS)
    say(`${CONTENTS.toLocaleString('en-GB')} contents in ${database}`)
    const theirs = await startTheirs(database, programs)
    await compare(ours, theirs)
    say(`both send the same ${CARDS} cards; no cookie is set`)
    const plan = quick
      ? { rounds: 9, seconds: 0.8, warmUp: 2.5 }
      : { rounds: 9, seconds: 4, warmUp: 8 }
    for (const figure of await measure(ours, theirs, plan, say)) tell(figure)
  } finally {
    for (const program of programs) program.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function startOurs(folder, database, programs) {
  const port = await freePort()
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    SMTP_PORT: String(await freePort()),
    APP_KEY: randomBytes(32).toString('base64url'),
    KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
    SANDBOX_GATEWAY_KEY: randomBytes(16).toString('hex'),
    DATABASE_URL: `sqlite:${database}`,
    STORAGE_DIR: join(folder, 'storage'),
    LOG_LEVEL: 'warn',
    SURFACES: 'hosts',
  }
  await program(['store_server.js'], env, programs)
  return { port, host: 'stores.localhost', path: '/products' }
}

async function startTheirs(database, programs) {
  const port = await freePort()
  await program(['bare_catalogue.js', database, String(port)], process.env, programs)
  return { port, host: 'stores.localhost', path: '/' }
}

/** Starts a program of this folder under the same Node; resolves when it prints its first line. */
function program(args, env, programs) {
  const [script, ...rest] = args
  const child = spawn(
    process.execPath,
    [
      `--import=${new URL('../bin/typescript.js', import.meta.url).href}`,
      join(HERE, script),
      ...rest,
    ],
    {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    }
  )
  programs.push(child)
  return started(child)
}

function get({ port, host, path }) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, headers: { host, accept: 'text/html' } },
      (answer) => {
        const chunks = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
          })
        )
      }
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}

async function compare(ours, theirs) {
  const [mine, bare] = [await get(ours), await get(theirs)]
  if (mine.status !== 200) throw new Error(`ours answers ${mine.status}`)
  if (mine.headers['set-cookie']) throw new Error('a cookie is set on the anonymous catalogue page')
  if (
    !mine.headers['etag'] ||
    mine.headers['cache-control'] !== 'public, max-age=0, must-revalidate'
  ) {
    throw new Error(`not cacheable: ${JSON.stringify(mine.headers)}`)
  }
  const cards = ({ body }) => body.match(/<article class="card">.*?<\/article>/gs) ?? []
  const [a, b] = [cards(mine), cards(bare)]
  if (a.length !== CARDS) throw new Error(`ours shows ${a.length} cards`)
  if (a.join('\n') !== b.join('\n')) throw new Error('the cards differ')
}

async function measure(ours, theirs, { rounds, seconds, warmUp }, say) {
  await load(ours, warmUp)
  await load(theirs, warmUp / 2)
  const results = []
  for (let round = 0; round < rounds; round++) {
    const mine = await load(ours, seconds)
    const bare = await load(theirs, seconds)
    results.push({
      ours: mine.rate,
      theirs: bare.rate,
      ratio: mine.rate / bare.rate,
      p50: mine.p50,
      p99: mine.p99,
    })
    say(`round ${round + 1}: ours ${Math.round(mine.rate)}/s, bare ${Math.round(bare.rate)}/s`)
  }
  // Rounds drift together with whatever else the machine does: the round in the middle speaks for both sides.
  const middle = results.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(results.length / 2)]
  const of = (name) => median(results.map((result) => result[name]))
  return [
    {
      figure: 'requests per second',
      ours: Math.round(middle.ours),
      against: 'bare server',
      theirs: Math.round(middle.theirs),
      ratio: rounded(middle.ratio, 3),
      goal: 0.5,
    },
    { figure: `latency p50 ms, ${CONNECTIONS} clients`, ours: rounded(of('p50'), 2) },
    { figure: `latency p99 ms, ${CONNECTIONS} clients`, ours: rounded(of('p99'), 2) },
  ]
}

/** Asks as fast as it is answered, from a process of its own. */
async function load({ port, host, path }, seconds) {
  const args = [join(HERE, 'load.js'), port, host, path, seconds, CONNECTIONS]
  return JSON.parse(await output(args, seconds + 60))
}
