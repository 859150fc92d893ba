import { BaseSchema } from '@adonisjs/lucid/schema'

/** The worker asks kind by kind what is due (`kindsDue` in `app/shared/outbox/worker.ts`). */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('outbox', (table) => {
      table.index(['kind', 'status', 'run_at'])
    })
  }

  async down() {
    this.schema.alterTable('outbox', (table) => {
      table.dropIndex(['kind', 'status', 'run_at'])
    })
  }
}
