import env from '#start/env'
import { defineConfig } from '@adonisjs/lucid'
import { parseDatabaseUrl } from '#shared/database/url'

const database = parseDatabaseUrl(env.get('DATABASE_URL', 'sqlite:storage/etalase.sqlite3'))
const migrations = {
  naturalSort: true,
  paths: ['database/migrations'],
  disableRollbacksInProduction: true,
}

// Models say their own columns.
const schemaGeneration = { enabled: false }

export default defineConfig({
  connection: database.engine,
  connections: {
    sqlite: {
      client: 'better-sqlite3',
      connection: { filename: database.engine === 'sqlite' ? database.filename : ':memory:' },
      useNullAsDefault: true,
      // One writer. A query inside a transaction that forgets `trx` waits for it: make that loud.
      pool: { min: 1, max: 1, acquireTimeoutMillis: 10_000 },
      migrations,
      schemaGeneration,
    },
    postgres: {
      client: 'pg',
      connection: database.engine === 'postgres' ? database.url : '',
      pool: { min: 1, max: 10, acquireTimeoutMillis: 10_000 },
      migrations,
      schemaGeneration,
    },
  },
})
