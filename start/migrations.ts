/*
 * The tables of the database, and who may change them.
 */
import type { ApplicationService } from '@adonisjs/core/types'

/**
 * Runs the migrations that are missing. In production `npm run ace -- setup` does it, never a start.
 *
 * @returns whether tables that were there already have changed: reference data may be missing, then
 */
export async function migrate(app: ApplicationService): Promise<boolean> {
  const runner = await migrations(app)
  const before = await runner.getList()
  await runner.run()
  if (runner.error) throw runner.error
  const waiting = before.filter(({ status }) => status === 'pending').length
  return waiting > 0 && waiting < before.length
}

/** A production does not change its tables by itself: somebody must have made a backup first. */
export async function refuseOldTables(app: ApplicationService): Promise<void> {
  const runner = await migrations(app)
  const list = await runner.getList()
  const pending = list.filter(({ status }) => status === 'pending')
  if (pending.length === 0) return
  throw new Error(
    `Production refuses to start: the database lacks ${pending.length} migrations.\nRun \`npm run -s ace -- setup\`, after a backup.`
  )
}

async function migrations(app: ApplicationService) {
  const { MigrationRunner } = await import('@adonisjs/lucid/migration')
  const { default: db } = await import('@adonisjs/lucid/services/db')
  return new MigrationRunner(db, app, {
    direction: 'up',
    dryRun: false,
    connectionName: db.primaryConnectionName,
  })
}
