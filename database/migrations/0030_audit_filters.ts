import { BaseSchema } from '@adonisjs/lucid/schema'

/** The trail's page and its export ask by event, by who did it, by record and by period, the newest first. */
const INDEXES = [['type', 'id'], ['actor_id', 'id'], ['subject_id', 'id'], ['at']]

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('audit_events', (table) => {
      for (const columns of INDEXES) table.index(columns)
    })
  }

  async down() {
    this.schema.alterTable('audit_events', (table) => {
      for (const columns of INDEXES) table.dropIndex(columns)
    })
  }
}
