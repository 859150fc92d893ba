/*
 * A whole product of its own for a test: `bin/start.js` in a process, on an empty database and free ports, with its
 * worker, SMTP listener, sandboxes and demo data.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.js'

export interface OwnServer {
  /** Its database and files; removed by `stop`. */
  folder: string
  port: number
  smtpPort: number
  /** Where the sample partner site answers. */
  partnerSite: string
  /** What a command against the same database needs. */
  environment: Record<string, string>
  /** Everything it has printed. */
  output: () => string
  stop: () => Promise<void>
}

/** Starts it and waits until it is ready. Without a database, it gets a SQLite file in its own folder. */
export async function startOwnServer(databaseUrl?: string): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'etalase-server-'))
  const port = await freePort()
  const smtpPort = await freePort()
  const gateway = await freePort()
  const site = await freePort()
  const environment = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    SMTP_PORT: String(smtpPort),
    SANDBOX_GATEWAY_URL: `http://127.0.0.1:${gateway}`,
    PARTNER_SITE_PORT: String(site),
    OUTBOUND_ALLOW: 'portal-mitra.localhost',
    APP_KEY: randomBytes(32).toString('base64url'),
    KEYSTORE_PASSWORD: randomBytes(16).toString('hex'),
    SANDBOX_GATEWAY_KEY: randomBytes(16).toString('hex'),
    DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, 'own.sqlite3')}`,
    STORAGE_DIR: join(folder, 'storage'),
  }
  const child = spawn(process.execPath, ['bin/start.js'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let said = ''
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  // A test run that is cut short leaves no server behind.
  process.once('exit', () => child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    const handle = {
      folder,
      port,
      smtpPort,
      partnerSite: `http://portal-mitra.localhost:${site}`,
      environment,
      output: () => said,
      stop,
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('Etalase ready')) resolve(handle)
      })
    }
    child.once('exit', (code) => reject(new Error(`the server ended (${code}):\n${said}`)))
  })
}
