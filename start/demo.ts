/*
 * Outside production, around the product: the programs that play a telco's billing and a partner's portal,
 * each in a process of its own, and the demo's data.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import env from '#start/env'
import storage from '#config/storage'
import { listensOnLoopback, originOf } from '#core/http/surfaces'
import PartnerKey from '#forwarding/models/partner_key'

const FOLDER = join(storage.directory, 'demo')
const KEYS_FILE = join(FOLDER, 'partner_keys.json')
const PARTNER_SITE_FILE = join(FOLDER, 'partner_site.jsonl')
/** In the folder that the payment sandbox keeps its journal in. */
const PAYMENTS_FILE = join(FOLDER, 'payments', 'payments.jsonl')
const KEYS_EVERY_MS = 1_000
/** Nobody looks for last year's documents in the first minute. */
const FINISH_AFTER_MS = 75_000

/** Where the sample partner site answers. */
export const PARTNER_SITE = `http://portal-mitra.localhost:${process.env.PARTNER_SITE_PORT ?? '3391'}`

/**
 * Fills an empty database of a development machine; `DEMO=off` leaves it empty. One that was left half made is made anew. In a process of
 * its own: what it takes of memory is given back.
 */
export async function seedWhenEmpty(): Promise<void> {
  if (!isOn()) return
  const { isEmptyDatabase, isHalfMade } = await import('#database/seeders/demo/state')
  if (await isHalfMade()) return command('demo:reset')
  if (await isEmptyDatabase()) await command('demo:reset', '--keep-tables')
}

/** Its accounts have published passwords: another machine must never reach them. */
function isOn(): boolean {
  return env.get('NODE_ENV') === 'development' && env.get('DEMO') !== 'off' && listensOnLoopback()
}

/** Runs a command to its end. */
function command(...words: string[]): Promise<void> {
  const child = spawn(process.execPath, ['ace.js', ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${words[0]} ended with ${code}`))
    )
  })
}

/**
 * Empties the database and fills it with the demo. Never in production; not while a server runs on it.
 *
 * @param keepTables they are there already, and empty
 */
export async function resetDemo(
  app: ApplicationService,
  { keepTables }: { keepTables: boolean }
): Promise<void> {
  if (app.inProduction) throw new Error('production has no demo')
  if (!keepTables) {
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const { migrate } = await import('#start/migrations')
    await db.connection().dropAllTables()
    await migrate(app)
  }
  await seed()
}

/** The sandboxes were there, too: they remember what the demo sold. */
async function seed(): Promise<void> {
  const { seedDemo } = await import('#database/seeders/demo')
  const { calls, charges } = await seedDemo(PARTNER_SITE)
  // Each gateway's service begins its own journal with its part of this one.
  await rm(dirname(PAYMENTS_FILE), { recursive: true, force: true })
  await mkdir(dirname(PAYMENTS_FILE), { recursive: true })
  await rm(KEYS_FILE, { force: true })
  const lines = (records: readonly object[]) =>
    records.map((record) => `${JSON.stringify(record)}\n`).join('')
  await writeFile(PARTNER_SITE_FILE, lines(calls))
  await writeFile(PAYMENTS_FILE, lines(charges))
}

/** Documents of the demo are sealed after the start, quietly, by a process that ends when it is done. */
async function finishLater(): Promise<void> {
  const { isUnfinished } = await import('#database/seeders/demo/state')
  if (!isOn() || !(await isUnfinished())) return
  setTimeout(() => {
    const child = spawn(process.execPath, ['ace.js', 'demo:finish'], { stdio: 'ignore' })
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW)
    // It may die anywhere and is begun anew; told to end in order, it would finish its document first.
    process.on('exit', () => child.kill('SIGKILL'))
  }, FINISH_AFTER_MS).unref()
}

/** Starts the sandboxes; they end with this process. */
export async function startSandboxes(): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const gateway = new URL(env.get('SANDBOX_GATEWAY_URL', 'http://127.0.0.1:3390'))
  const children = [
    program('payments', {
      PAYMENT_SANDBOX_HOST: gateway.hostname,
      PAYMENT_SANDBOX_PORT: gateway.port,
      PAYMENT_SANDBOX_SECRET: env.get('SANDBOX_GATEWAY_KEY', ''),
      PAYMENT_SANDBOX_STATE_DIR: dirname(PAYMENTS_FILE),
      PAYMENT_SANDBOX_METHODS: process.env.PAYMENT_SANDBOX_METHODS ?? '',
      PAYMENT_SANDBOX_CALLBACK_URL: `http://localhost:${env.get('PORT')}/callbacks/payments/{method}`,
    }),
    program('partner_site', {
      PARTNER_SITE_HOST: '127.0.0.1',
      PARTNER_SITE_PORT: new URL(PARTNER_SITE).port,
      PARTNER_SITE_KEYS_FILE: KEYS_FILE,
      PARTNER_SITE_STATE_FILE: PARTNER_SITE_FILE,
    }),
  ]
  process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')))
  await finishLater()
  await handOverKeys()
  setInterval(() => void handOverKeys().catch(() => {}), KEYS_EVERY_MS).unref()
}

function program(name: string, settings: Record<string, string>): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import=./bin/typescript.js', `sandboxes/${name}/server.ts`],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ENDS_WITH_STDIN: '1',
        ...settings,
      },
      // Nothing is ever written: it closes with this process, however that ends.
      stdio: ['pipe', 'ignore', 'inherit'],
    }
  )
  child.on('exit', (code) => code && console.error(`sandbox ${name} ended (${code})`))
  return child
}

let handed = ''

/** The demo partners share one portal: it knows the keys of all of them, new ones within a second. */
async function handOverKeys(): Promise<void> {
  const keys = await PartnerKey.query().orderBy('id')
  const text = JSON.stringify(
    keys.map(({ kid, secret, environment }) => ({ kid, secret, environment }))
  )
  if (text === handed) return
  await writeFile(`${KEYS_FILE}.new`, text, { mode: 0o600 })
  await rename(`${KEYS_FILE}.new`, KEYS_FILE)
  handed = text
}

/** Prints where to click. */
export function welcome(): string {
  return [
    '',
    `  Start here      ${originOf('doorway')}   (one-click sign-in for every role, and the mailbox)`,
    `  Store           ${originOf('store')}`,
    `  Trial store     ${originOf('devstore')}`,
    `  Partner console ${originOf('partner')}`,
    `  Staff desk      ${originOf('staff')}`,
    '',
  ].join('\n')
}
