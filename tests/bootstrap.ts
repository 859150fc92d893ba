import { createServer } from 'node:http'
import { assert } from '@japa/assert'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import type { Config } from '@japa/runner/types'
import app from '@adonisjs/core/services/app'
import { frontDoor } from '#core/http/front_door'
import { travelBack } from '#shared/clock'
import { prepare } from '#start/serving'

export const plugins: Config['plugins'] = [assert(), pluginAdonisJS(app)]

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = { setup: [], teardown: [] }

/**
 * Functional and fault suites run against a real server and a migrated database. Nothing is wiped
 * between tests: each makes the records it looks at (`tests/support`). So does the machine suite, which looks at programs beside
 * it, the product's and the machine's own, and at what these are given to read. The browser suite has a product of its own
 * in another process (`tests/support/browsing.ts`), with worker, mail listener, sandboxes and demo data.
 */
export const configureSuite: Config['configureSuite'] = (suite) => {
  // A test that failed on its travels, or ran into its limit, must not take the next one along.
  suite.onGroup((group) => group.each.setup(() => travelBack()))
  if (suite.name === 'unit') return
  if (suite.name === 'browser') {
    suite.teardown(async () => (await import('#tests/support/browsing')).stopBrowsing())
    return
  }
  suite.onGroup((group) => group.teardown(() => leaveNothingToDo()))
  suite.setup(async () => {
    await refuseUsedDatabase()
    await prepare(app)
    const { seedReference } = await import('#database/seeders/reference')
    await seedReference()
    const { default: testUtils } = await import('@adonisjs/core/services/test_utils')
    return testUtils.httpServer().start((handler) => createServer(frontDoor(handler as any)))
  })
}

/** Tests leave partners, orders and ledger rows behind that nobody can delete: never in a database that somebody uses. */
async function refuseUsedDatabase(): Promise<void> {
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const tables = await db.connection().getAllTables(['public'])
  if (tables.length > 0)
    throw new Error('DATABASE_URL names a database that is not empty: tests need one of their own')
}

/** What one group left to be done, or to be renewed, is no work of the next one, which may travel past it. */
async function leaveNothingToDo(): Promise<void> {
  const { default: db } = await import('@adonisjs/lucid/services/db')
  await db.from('outbox').whereIn('status', ['pending', 'running']).update({ status: 'done' })
  await db.from('subscriptions').where('status', 'active').update({ status: 'stopped' })
}
