/*
 * How many can press *Beli*? Ours is the real store: the form, the order, the charge at a sandbox gateway, the books, the partner's portal and
 * every errand behind it. Theirs answers the same form with the same call of the same sandbox, and commits as often as ours did by count.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from './free_port.js'
import { output, started } from './program.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TYPESCRIPT = `--import=${new URL('../bin/typescript.js', import.meta.url).href}`
const HOST = 'stores.localhost'
const CUSTOMERS = 60
const AT_ONCE = 16
/** More than one: a partner is called four times at once at most. */
const PARTNERS = 8
const GOAL = 0.3

/** Tells figures as `run.js` prints them. */
export async function bench({ quick, say, tell }) {
  const plan = quick ? { rounds: 3, seconds: 4 } : { rounds: 7, seconds: 8 }
  const folder = await mkdtemp(join(tmpdir(), 'etalase-bench-'))
  const programs = []
  const run = (args, env = {}, stdin = 'ignore') => {
    const child = spawn(process.execPath, args.map(String), {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: [stdin, 'pipe', 'inherit'],
    })
    programs.push(child)
    return child
  }
  try {
    const gateway = { port: await freePort(), secret: randomBytes(16).toString('hex') }
    await started(
      run([TYPESCRIPT, 'sandboxes/payments/server.ts'], {
        PAYMENT_SANDBOX_PORT: String(gateway.port),
        PAYMENT_SANDBOX_SECRET: gateway.secret,
      })
    )
    const ours = await openOurs(folder, run, gateway)
    const load = async (where) =>
      JSON.parse(
        await output([join(HERE, 'buying_load.js'), JSON.stringify(where)], where.seconds + 60)
      )
    const asked = { atOnce: AT_ONCE, seconds: plan.seconds }
    await load({ ...ours.plan, ...asked })
    const before = await ours.commits()
    const { purchases } = await load({ ...ours.plan, ...asked })
    const commits = Math.round(((await ours.commits()) - before) / purchases)
    say(`a purchase commits ${commits} times`)
    const theirs = { ...ours.plan, port: await freePort() }
    const bare = JSON.stringify({
      file: join(folder, 'bare.sqlite3'),
      port: theirs.port,
      gateway: `http://127.0.0.1:${gateway.port}/gateways/delima`,
      secret: gateway.secret,
      commits,
    })
    await started(run([TYPESCRIPT, join(HERE, 'bare_purchase.js'), bare]))
    const results = []
    for (let round = 0; round < plan.rounds; round++) {
      const mine = await load({ ...ours.plan, ...asked })
      const yours = await load({ ...theirs, ...asked })
      results.push({ ours: mine.rate, theirs: yours.rate, ratio: mine.rate / yours.rate })
    }
    const middle = results.toSorted((a, b) => a.ratio - b.ratio)[results.length >> 1]
    tell({
      figure: 'purchases / s',
      ours: Number(middle.ours.toFixed(1)),
      against: 'bare, same commits',
      theirs: Number(middle.theirs.toFixed(1)),
      ratio: Number(middle.ratio.toFixed(3)),
      goal: GOAL,
    })
  } finally {
    for (const program of programs) program.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function openOurs(folder, run, gateway) {
  const port = await freePort()
  const farm = run([join(HERE, 'partner_farm.js'), PARTNERS], {}, 'pipe')
  const ports = (await linesOf(farm).next()).value
  const store = run(
    [TYPESCRIPT, join(HERE, 'partners_store.js'), CUSTOMERS, ports],
    {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      SMTP_PORT: String(await freePort()),
      APP_KEY: randomBytes(32).toString('base64url'),
      KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
      SANDBOX_GATEWAY_URL: `http://127.0.0.1:${gateway.port}`,
      SANDBOX_GATEWAY_KEY: gateway.secret,
      DATABASE_URL: `sqlite:${join(folder, 'bench.sqlite3')}`,
      STORAGE_DIR: join(folder, 'storage'),
      LOG_LEVEL: 'fatal',
      SURFACES: 'hosts',
      MAILER: 'mailbox',
      OUTBOUND_ALLOW: '127.0.0.1',
    },
    'pipe'
  )
  const lines = linesOf(store)
  const { contents, buyers } = JSON.parse((await lines.next()).value)
  return {
    plan: { port, host: HOST, contents, buyers, watched: contents },
    async commits() {
      store.stdin.write('\n')
      return Number((await lines.next()).value)
    },
  }
}

function linesOf(program) {
  return createInterface({ input: program.stdout })[Symbol.asyncIterator]()
}
