import type { ApplicationService } from '@adonisjs/core/types'
import pg from 'pg'
import { patchSqliteDialect } from '#shared/database/sqlite_dialect'
import { openPreparedReads } from '#shared/database/prepared'
import { bindReads, reads } from '#shared/database/main'
import { parseDatabaseUrl } from '#shared/database/url'

/** Makes both engines behave alike before the first connection opens, and owns the prepared reads. */
export default class DatabaseProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    patchSqliteDialect()
    // bigint columns hold instants, rupiah and counts: all within the safe integers.
    pg.types.setTypeParser(pg.types.builtins.INT8, Number)
    pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
    const { default: env } = await import('#start/env')
    bindReads(
      openPreparedReads(parseDatabaseUrl(env.get('DATABASE_URL', 'sqlite:storage/etalase.sqlite3')))
    )
  }

  async shutdown() {
    await reads().close()
    bindReads(undefined)
  }
}
