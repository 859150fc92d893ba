/*
 * Do visitors feel it when agreements are sealed? The real application answers `GET /products` at a fifth of what it can, with and
 * without 200 agreements being drawn, sealed, kept and mailed by the same process. Pairs, as the machine's mood changes.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { SMTPServer } from 'smtp-server'
import { fillCatalogue } from './fill_catalogue.js'
import { freePort } from './free_port.js'
import { collected, output as outputOf, started } from './program.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TYPESCRIPT = new URL('../bin/typescript.js', import.meta.url).href
const CONTENTS = 5_000
const CONNECTIONS = 32
const HOST = 'stores.localhost'
const PATH = '/products'
/** No page is that slow: it only ends a load that nobody ended. */
const LONGEST_SECONDS = 600
/** To start and to end. */
const SPARE_SECONDS = 60

/** @returns pairs of p99 in milliseconds, `{ alone, sealing, sealed }` with `sealed` agreements a second */
export async function measureSealingLoad({ pairs, agreements, say }) {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-bench-'))
  const file = join(folder, 'bench.sqlite3')
  const programs = []
  try {
    const port = await freePort()
    const mails = await swallowMails()
    programs.push({ kill: () => mails.close() })
    const env = await environment(folder, file, port, mails.server.address().port)
    await started(spawned('store_server.js', [], env, programs))
    await fillCatalogue(file, CONTENTS)
    const database = new Database(file)
    database.pragma('busy_timeout = 10000')
    const { rate } = JSON.parse(await output('load.js', [port, HOST, PATH, 5, CONNECTIONS], env, 5))
    say(`full load: ${Math.round(rate)} requests a second; a fifth of it is asked`)
    const paced = [port, HOST, PATH, Math.max(1, Math.round(rate / 5)), CONNECTIONS]
    // The first of a thread reads fonts and code.
    await seal(database, env, 5)
    const results = []
    for (let pair = 1; pair <= pairs; pair++) {
      const ids = await request(env, agreements)
      const alone = JSON.parse(await output('paced_load.js', [...paced, 6], env, 6))
      const load = spawned('paced_load.js', [...paced, LONGEST_SECONDS], env, programs, 'pipe')
      const answer = collected(load, LONGEST_SECONDS + SPARE_SECONDS)
      // What ends before it is told to has failed: nobody waits for the rest.
      const early = answer.then(() => Promise.reject(new Error('the load ended by itself')))
      const seconds = await Promise.race([release(database, ids), early])
      early.catch(() => {})
      load.stdin.end('end\n')
      const sealing = JSON.parse(await answer)
      const result = { alone: alone.p99, sealing: sealing.p99, sealed: agreements / seconds }
      results.push(result)
      const repeated = alone.repeated + sealing.repeated
      if (repeated > 0) say(`${repeated} requests were asked again on a new connection`)
      say(
        `pair ${pair}: p99 ${alone.p99.toFixed(1)} ms alone, ${sealing.p99.toFixed(1)} ms while ${agreements} are sealed in ${seconds.toFixed(1)} s`
      )
    }
    database.close()
    return results
  } finally {
    for (const program of programs) program.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

/** Where mails go, as in production: to a mail server. It forgets them. */
function swallowMails() {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      stream.resume().on('end', done)
    },
  })
  // The application is killed at the end with a connection open.
  server.on('error', () => {})
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function environment(folder, file, port, mailPort) {
  return {
    ...process.env,
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    MAILER: 'smtp',
    MAIL_SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    SMTP_PORT: String(await freePort()),
    APP_KEY: randomBytes(32).toString('base64url'),
    KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
    SANDBOX_GATEWAY_KEY: randomBytes(16).toString('hex'),
    DATABASE_URL: `sqlite:${file}`,
    STORAGE_DIR: join(folder, 'storage'),
    LOG_LEVEL: 'warn',
    SURFACES: 'hosts',
  }
}

async function seal(database, env, count) {
  await release(database, await request(env, count))
}

async function request(env, count) {
  return JSON.parse(await output('request_agreements.js', [count], env, LONGEST_SECONDS))
}

/** Lets the waiting agreements be sealed; seconds until the last one is sent. */
async function release(database, ids) {
  const begun = performance.now()
  database
    .prepare(`update outbox set run_at = 0 where kind = 'pks.seal' and status = 'pending'`)
    .run()
  const left = database.prepare(
    `select count(*) as n from agreements where status = 'requested' and id >= ? and id <= ?`
  )
  while (left.get(Math.min(...ids), Math.max(...ids)).n > 0) {
    if (performance.now() - begun > LONGEST_SECONDS * 1000)
      throw new Error('sealing takes too long')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return (performance.now() - begun) / 1000
}

function spawned(script, args, env, programs, stdin = 'ignore') {
  const child = spawn(
    process.execPath,
    [`--import=${TYPESCRIPT}`, join(HERE, script), ...args.map(String)],
    { cwd: ROOT, env, stdio: [stdin, 'pipe', 'inherit'] }
  )
  programs.push(child)
  return child
}

function output(script, args, env, seconds) {
  const command = [`--import=${TYPESCRIPT}`, join(HERE, script), ...args]
  return outputOf(command, seconds + SPARE_SECONDS, { cwd: ROOT, env })
}
