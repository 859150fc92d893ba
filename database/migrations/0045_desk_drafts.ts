import { BaseSchema } from '@adonisjs/lucid/schema'
import { dropColumns, instantColumn } from '#shared/database/schema'

const CALL_KEY = 'approval_calls_form_key'

/**
 * What was typed at a desk and not sent outlives each step that stands beside it; a call that is sent twice is one call; and what a partner
 * says of a field that was asked for and sent again as it was stands with the submission.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('approval_desk_drafts', (table) => {
      table.increments('id')
      table.integer('staff_id').notNullable().references('staff.id')
      table.integer('round_id').notNullable().references('approval_rounds.id').index()
      table.text('fields').notNullable()
      // What is said once, on the next page: that a step was done.
      table.text('said').notNullable()
      instantColumn(table, 'at').notNullable().index()
      table.unique(['staff_id', 'round_id'])
    })
    this.schema.alterTable('approval_calls', (table) => {
      table.string('form_key', 32).nullable()
    })
    this.schema.alterTable('approval_submissions', (table) => {
      table.text('unchanged_reason').nullable()
    })
    this.defer((db) =>
      db.rawQuery(`CREATE UNIQUE INDEX ${CALL_KEY} ON approval_calls (round_id, form_key)`)
    )
  }

  async down() {
    this.defer(async (db) => {
      await db.rawQuery(`DROP INDEX ${CALL_KEY}`)
      await dropColumns(db, 'approval_calls', ['form_key'])
      await dropColumns(db, 'approval_submissions', ['unchanged_reason'])
    })
    this.schema.dropTable('approval_desk_drafts')
  }
}
