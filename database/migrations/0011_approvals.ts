import { BaseSchema } from '@adonisjs/lucid/schema'
import { identified, instantColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    // What a partner sent for approval, each time it was sent: the values are never changed.
    this.schema.createTable('approval_submissions', (table) => {
      identified(table)
      table.integer('version_id').notNullable().references('content_versions.id')
      table.integer('number').notNullable()
      table.text('values').notNullable()
      table.unique(['version_id', 'number'])
    })
    this.schema.createTable('approval_rounds', (table) => {
      identified(table)
      table.integer('version_id').notNullable().references('content_versions.id')
      statusColumn(table, 'lane', ['legal', 'qa_content', 'qa_fab'])
      table.integer('number').notNullable()
      // 'waiting': nothing to decide before the partner has acted (a first passing purchase, a correction).
      statusColumn(table, 'status', [
        'open',
        'waiting',
        'approved',
        'needs_correction',
        'refused',
        'void',
      ])
      table.integer('claimed_by').nullable().references('staff.id')
      instantColumn(table, 'claimed_at').nullable()
      table.integer('decided_by').nullable().references('staff.id')
      instantColumn(table, 'decided_at').nullable()
      instantColumn(table, 'opened_at').notNullable()
      table.string('reason', 200).nullable()
      table.text('instruction').nullable()
      table.text('checklist').notNullable()
      table.integer('order_id').nullable().references('orders.id')
      // What the checklist and the decision are about: the submission, and for Legal marks of the company's data (JSON).
      table.integer('submission_id').nullable().references('approval_submissions.id')
      table.text('company').nullable()
      table.unique(['version_id', 'lane', 'number'])
      table.index(['status', 'lane'])
    })
    // The timeline that partner and staff see (R5.1).
    this.schema.createTable('approval_events', (table) => {
      table.increments('id')
      table.integer('version_id').notNullable().references('content_versions.id').index()
      table.string('lane', 20).nullable()
      table.integer('round').nullable()
      table.string('kind', 40).notNullable()
      table.string('actor_kind', 20).notNullable()
      table.integer('actor_id').nullable()
      table.text('data').notNullable()
      instantColumn(table, 'at').notNullable()
    })
    // The 14-day clock (R1.1): one row a version; pauses are while the partner holds the ball.
    this.schema.createTable('approval_clocks', (table) => {
      table.integer('version_id').primary().references('content_versions.id')
      instantColumn(table, 'started_at').notNullable()
      instantColumn(table, 'ended_at').nullable()
      instantColumn(table, 'paused_at').nullable()
      table.bigInteger('paused_ms').notNullable().defaultTo(0)
      // Sorts the queue: when the time would run out if it ran from now on.
      instantColumn(table, 'due_at').notNullable().index()
      table.text('pauses').notNullable()
    })
  }

  async down() {
    for (const table of [
      'approval_clocks',
      'approval_events',
      'approval_rounds',
      'approval_submissions',
    ])
      this.schema.dropTable(table)
  }
}
