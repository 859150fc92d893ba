/*
 * Outside production, around the product: the programs that play a telco's billing and a partner's portal,
 * each in a process of its own, and the demo's data.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import env from '#start/env'
import storage from '#config/storage'
import { originOf } from '#core/http/surfaces'
import PartnerKey from '#forwarding/models/partner_key'

const FOLDER = join(storage.directory, 'demo')
const KEYS_FILE = join(FOLDER, 'partner_keys.json')
const KEYS_EVERY_MS = 1_000

/** Where the sample partner site answers. */
export const PARTNER_SITE = `http://portal-mitra.localhost:${process.env.PARTNER_SITE_PORT ?? '3391'}`

/** Starts the sandboxes; they end with this process. */
export async function startSandboxes(): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const gateway = new URL(env.get('SANDBOX_GATEWAY_URL', 'http://127.0.0.1:3390'))
  const children = [
    program('payments', {
      PAYMENT_SANDBOX_HOST: gateway.hostname,
      PAYMENT_SANDBOX_PORT: gateway.port,
      PAYMENT_SANDBOX_SECRET: env.get('SANDBOX_GATEWAY_KEY', ''),
      PAYMENT_SANDBOX_STATE_DIR: join(FOLDER, 'payments'),
      PAYMENT_SANDBOX_CALLBACK_URL: `http://127.0.0.1:${env.get('PORT')}/callbacks/payments`,
    }),
    program('partner_site', {
      PARTNER_SITE_HOST: '127.0.0.1',
      PARTNER_SITE_PORT: new URL(PARTNER_SITE).port,
      PARTNER_SITE_KEYS_FILE: KEYS_FILE,
      PARTNER_SITE_STATE_FILE: join(FOLDER, 'partner_site.jsonl'),
    }),
  ]
  process.on('exit', () => children.forEach((child) => child.kill('SIGTERM')))
  await handOverKeys()
  setInterval(() => void handOverKeys().catch(() => {}), KEYS_EVERY_MS).unref()
}

function program(name: string, settings: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['--import=./bin/typescript.js', `sandboxes/${name}/server.ts`], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  child.on('exit', (code) => code && console.error(`sandbox ${name} ended (${code})`))
  return child
}

let handed = ''

/** The demo partners share one portal: it knows the keys of all of them, new ones within a second. */
async function handOverKeys(): Promise<void> {
  const keys = await PartnerKey.query().orderBy('id')
  const text = JSON.stringify(keys.map(({ kid, secret, environment }) => ({ kid, secret, environment })))
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
