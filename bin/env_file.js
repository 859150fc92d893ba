/*
 * The environment of a start: an `.env` with fresh secrets where there is none, and defaults for the rest.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `.env` beside the code, or in the folder that ENV_PATH names. */
export const SETTINGS_FILE = join(
  process.env.ENV_PATH ?? fileURLToPath(new URL('..', import.meta.url)),
  '.env'
)

/** So that a first start needs no preparation. Never under production: there secrets are somebody's decision. */
export function ensureEnvFile() {
  if (existsSync(SETTINGS_FILE) || process.env.NODE_ENV === 'production') return
  const secret = () => randomBytes(32).toString('base64url')
  const values = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: '3333',
    SMTP_PORT: '2525',
    // The word makes sure that no production starts with it.
    APP_KEY: `development-${secret()}`,
    KEYSTORE_PASSWORD: secret(),
    SANDBOX_GATEWAY_KEY: secret(),
  }
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  writeFileSync(
    SETTINGS_FILE,
    `# Made by the first start. Every setting is explained in docs/operations.md.\n${lines.join('\n')}\n`,
    { mode: 0o600 }
  )
}

/** Reads `.env` (the environment wins) and fills in what a development machine needs. */
export function loadEnvironment() {
  if (existsSync(SETTINGS_FILE)) process.loadEnvFile(SETTINGS_FILE)
  const { env } = process
  env.NODE_ENV ??= 'development'
  env.HOST ??= '127.0.0.1'
  env.PORT ??= '3333'
  if (env.NODE_ENV === 'production') return
  env.SANDBOX_GATEWAY_URL ??= `http://127.0.0.1:${Number(env.PORT) + 57}`
  env.PARTNER_SITE_PORT ??= String(Number(env.PORT) + 58)
  // The sample partner site has no https: the production store may call it on this machine alone.
  env.OUTBOUND_ALLOW ??= 'portal-mitra.localhost'
}
