/*
 * Writes an `.env` with fresh secrets where there is none, so that a first start needs no preparation.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

export function ensureEnvFile(root) {
  const file = new URL('.env', root)
  if (existsSync(file) || process.env.APP_KEY) return
  const secret = () => randomBytes(32).toString('base64url')
  const values = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: '3333',
    SMTP_PORT: '2525',
    APP_KEY: secret(),
    KEYSTORE_PASSWORD: secret(),
    SANDBOX_GATEWAY_KEY: secret(),
  }
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  writeFileSync(
    file,
    `# Made by the first start. Every setting is explained in docs/operations.md.\n${lines.join('\n')}\n`,
    { mode: 0o600 }
  )
}

/** Defaults for what is neither in the environment nor in `.env`. */
export function defaultEnvironment() {
  process.env.NODE_ENV ??= 'development'
  process.env.HOST ??= '127.0.0.1'
  process.env.PORT ??= '3333'
}
