import { BaseSchema } from '@adonisjs/lucid/schema'

const FORMER = [['type', 'at'], ['type', 'id'], ['actor_id', 'id'], ['subject_id', 'id'], ['at']]

/** The trail is read by time, whatever it is narrowed to: each filter walks along its own index, a period is a stretch of it. */
const INDEXES = [
  ['at', 'id'],
  ['type', 'at', 'id'],
  ['actor_kind', 'at', 'id'],
  ['actor_id', 'at', 'id'],
  ['subject_id', 'at', 'id'],
]

export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('audit_events', (table) => {
      for (const columns of INDEXES) table.index(columns)
      for (const columns of FORMER) table.dropIndex(columns)
    })
  }

  async down() {
    this.schema.alterTable('audit_events', (table) => {
      for (const columns of FORMER) table.index(columns)
      for (const columns of INDEXES) table.dropIndex(columns)
    })
  }
}
