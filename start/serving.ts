/*
 * What a serving process does after boot, in order. `npm start` and the tests' server both come here.
 */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { createServer as CreateServer, Server } from 'node:http'
import type { ApplicationService } from '@adonisjs/core/types'
import env from '#start/env'
import { AuditSealer } from '#audit/sealer'
import storage from '#config/storage'
import surfaces from '#config/surfaces'
import { frontDoor } from '#core/http/front_door'
import { listeningPorts, listensOnLoopback, originOf } from '#core/http/surfaces'
import { DEMO_ACCOUNTS } from '#doorway/demo_accounts'
import { parseDatabaseUrl } from '#shared/database/url'
import { OutboxWorker } from '#shared/outbox/worker'
import { startInboundMail } from '#start/inbound_mail'
import { migrate, refuseOldTables } from '#start/migrations'

export { migrate }

const FINISH_WITHIN_MS = 4_500
const BOOT_SETTLED_AFTER_MS = 15_000

/** Folders, tables, and outside production the demo's data and keys. */
export async function prepare(app: ApplicationService): Promise<void> {
  await mkdir(storage.directory, { recursive: true })
  const database = parseDatabaseUrl(env.get('DATABASE_URL', 'sqlite:storage/etalase.sqlite3'))
  if (database.engine === 'sqlite') await mkdir(dirname(database.filename), { recursive: true })
  if (app.inProduction || !(await migrate(app))) return
  const { seedReference } = await import('#database/seeders/reference')
  await seedReference()
}

/** Listens on every port, starts the worker and what else belongs to this process; ends it all on SIGTERM. */
export async function serve(
  app: ApplicationService,
  createServer: typeof CreateServer
): Promise<void> {
  if (app.inProduction) await refuseOldTables(app)
  if (app.inProduction || !listensOnLoopback()) await refuseDemoAccounts()
  const demo = app.inProduction ? null : await import('#start/demo')
  await demo?.seedWhenEmpty()
  const server = await app.container.make('server')
  await server.boot()
  const handler = frontDoor(server.handle.bind(server) as any)
  const listeners: Server[] = []
  for (const port of listeningPorts()) {
    const listener = createServer(handler)
    listener.headersTimeout = 15_000
    listener.requestTimeout = 60_000
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(port, surfaces.bindHost, resolve)
    })
    server.setNodeServer(listener as any)
    listeners.push(listener)
  }
  const worker = env.get('WORKER', 'inside') === 'inside' ? new OutboxWorker() : null
  worker?.start()
  const sealer = worker ? startAuditSealer() : null
  const stopMail = await startInboundMail()
  endOnSignal(app, listeners, [worker, sealer, { stop: stopMail }])
  await demo?.startSandboxes()
  setTimeout(giveBackBootMemory, BOOT_SETTLED_AFTER_MS).unref()
  console.log(`Etalase ready: ${originOf(app.inProduction ? 'store' : 'doorway')}`)
  if (demo) console.log(demo.welcome())
}

/**
 * The passwords of the demo's accounts, and the second factor of its staff, stand in the source: a database that holds
 * them is served to this machine alone.
 */
async function refuseDemoAccounts(): Promise<void> {
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const emails = DEMO_ACCOUNTS.filter(({ kind }) => kind === 'staff').map(({ email }) => email)
  const found = await db.from('staff').whereIn('email', emails).select('id').limit(1)
  if (found.length === 0) return
  throw new Error(
    'Refuses to start: the database holds the accounts of the demo, whose passwords everybody knows.\nListen on loopback, or take another DATABASE_URL.'
  )
}

/** Links audit events and keeps heads of the chain (R8.4). */
function startAuditSealer(): AuditSealer {
  const folder = env.get('AUDIT_HEADS_DIR') ?? join(storage.directory, 'audit_heads')
  const sealer = new AuditSealer({ folder })
  sealer.start()
  return sealer
}

/** A worker process: outbox and schedules, no listener. */
export async function workApart(app: ApplicationService): Promise<void> {
  if (app.inProduction) await refuseOldTables(app)
  const worker = new OutboxWorker()
  worker.start()
  endOnSignal(app, [], [worker, startAuditSealer()])
  console.log('Etalase worker ready')
}

/** Under SQLite load the framework's own way out never ends: finish what runs, then exit by ourselves. */
function endOnSignal(
  app: ApplicationService,
  listeners: Server[],
  others: readonly ({ stop: () => Promise<void> } | null)[]
): void {
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(0), FINISH_WITHIN_MS)
    const closed = listeners.map((listener) => new Promise((resolve) => listener.close(resolve)))
    for (const listener of listeners) listener.closeIdleConnections()
    await Promise.all([...others.map((one) => one?.stop()), ...closed])
    await app.terminate()
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

/**
 * Booting compiles templates, reads words and makes keys; what it leaves lies in a heap that no longer grows, so the engine sees
 * no reason to clear it. One collection gives some tens of megabytes back to the machine.
 */
function giveBackBootMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: {
    type: 'major'
    flavor: 'last-resort'
  }) => void
  collect({ type: 'major', flavor: 'last-resort' })
}
