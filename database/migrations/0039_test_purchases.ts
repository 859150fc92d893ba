import { BaseSchema } from '@adonisjs/lucid/schema'

/** The newest rounds of FAB that wait for the partner, in the order in which they are swept for a passing purchase. */
const AWAITING = `CREATE INDEX approval_rounds_awaiting_fab ON approval_rounds (id) WHERE lane = 'qa_fab' AND queue = 'partner'`

/** A version's purchases in a store are read newest first, a passing one is looked for among all of them. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('orders', (table) => {
      table.index(['version_id', 'environment', 'id'])
    })
    this.schema.raw(AWAITING)
  }

  async down() {
    this.schema.raw('DROP INDEX approval_rounds_awaiting_fab')
    this.schema.alterTable('orders', (table) => {
      table.dropIndex(['version_id', 'environment', 'id'])
    })
  }
}
