/*
 * Do customers feel it when other partners are down? The real store sells contents of twenty partners at a fifth of what it can, with all of
 * them well, and with half of them hung, dripping, flooding (500 MB), redirecting and resetting: what is bought from the other half may take
 * twice as long at most, and 5 ms more. Pairs, as the machine's mood changes; the pair in the middle speaks for all.
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
const PARTNERS = 20
const CUSTOMERS = 100
const WRONG = ['hung', 'dripping', 'flooding', 'redirecting', 'resetting']
/** Every second partner goes wrong, each in the next way. */
const BROKEN = Array.from({ length: PARTNERS }, (_, index) =>
  index % 2 ? WRONG[(index >> 1) % WRONG.length] : 'well'
)
const AT_ONCE = 16
const SPARE_SECONDS = 60

/** Tells figures as `run.js` prints them. */
export async function bench({ quick, say, tell }) {
  const plan = quick ? { pairs: 3, seconds: 8 } : { pairs: 5, seconds: 30 }
  const folder = await mkdtemp(join(tmpdir(), 'etalase-bench-'))
  const programs = []
  try {
    const shop = await openShop(folder, programs)
    const load = async (wish) =>
      JSON.parse(
        await output(
          [join(HERE, 'buying_load.js'), JSON.stringify({ ...shop.plan, ...wish })],
          wish.seconds + SPARE_SECONDS
        )
      )
    const { rate } = await load({ seconds: plan.seconds / 2, atOnce: AT_ONCE })
    say(`full load: ${rate.toFixed(1)} purchases a second; a fifth of it is asked`)
    const results = []
    for (let pair = 1; pair <= plan.pairs; pair++) {
      const paced = { seconds: plan.seconds, rate: rate / 5 }
      await shop.set(BROKEN.map(() => 'well'))
      const well = await load(paced)
      await shop.set(BROKEN)
      const broken = await load(paced)
      const result = { allowed: 2 * well.p99 + 5, broken: broken.p99 }
      results.push({ ...result, ratio: result.allowed / result.broken })
      say(
        `pair ${pair}: p99 ${well.p99.toFixed(1)} ms of ${well.watched} with all well, ${broken.p99.toFixed(1)} ms of ${broken.watched} with half of them down (p50 ${well.p50.toFixed(1)} and ${broken.p50.toFixed(1)})`
      )
    }
    const middle = results.toSorted((a, b) => a.ratio - b.ratio)[results.length >> 1]
    tell({
      figure: 'p99 ms, half are down',
      ours: Number(middle.broken.toFixed(2)),
      against: 'allowed',
      theirs: Number(middle.allowed.toFixed(2)),
      ratio: Number(middle.ratio.toFixed(3)),
      goal: 1,
    })
  } finally {
    for (const program of programs) program.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function openShop(folder, programs) {
  const [port, gateway] = [await freePort(), await freePort()]
  const secret = randomBytes(16).toString('hex')
  const run = (args, env, stdin = 'ignore') => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: [stdin, 'pipe', 'inherit'],
    })
    programs.push(child)
    return child
  }
  const farm = run([join(HERE, 'partner_farm.js'), String(PARTNERS)], {}, 'pipe')
  const lines = createInterface({ input: farm.stdout })[Symbol.asyncIterator]()
  const ports = JSON.parse((await lines.next()).value)
  await started(
    run([TYPESCRIPT, 'sandboxes/payments/server.ts'], {
      PAYMENT_SANDBOX_PORT: String(gateway),
      PAYMENT_SANDBOX_SECRET: secret,
    })
  )
  const store = run(
    [TYPESCRIPT, join(HERE, 'partners_store.js'), String(CUSTOMERS), JSON.stringify(ports)],
    {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: String(port),
      SMTP_PORT: String(await freePort()),
      APP_KEY: randomBytes(32).toString('base64url'),
      KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
      SANDBOX_GATEWAY_URL: `http://127.0.0.1:${gateway}`,
      SANDBOX_GATEWAY_KEY: secret,
      DATABASE_URL: `sqlite:${join(folder, 'bench.sqlite3')}`,
      STORAGE_DIR: join(folder, 'storage'),
      LOG_LEVEL: 'fatal',
      SURFACES: 'hosts',
      MAILER: 'mailbox',
      OUTBOUND_ALLOW: '127.0.0.1',
    }
  )
  const { value } = await createInterface({ input: store.stdout })[Symbol.asyncIterator]().next()
  const { contents, buyers } = JSON.parse(value)
  return {
    plan: {
      port,
      host: HOST,
      contents,
      buyers,
      watched: contents.filter((_, index) => BROKEN[index] === 'well'),
    },
    async set(modes) {
      farm.stdin.write(`${JSON.stringify(modes)}\n`)
      await lines.next()
    },
  }
}
