import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { dropColumns, identified, instantColumn } from '#shared/database/schema'

const ROUND_COLUMNS = ['claim_until', 'asked', 'queue', 'queue_due_at', 'queue_left_ms']

/** A queue is read by lane and time left, with or without a look at whose a round is; each kind of clock has its own order. */
const INDEXES = [
  `approval_rounds_running ON approval_rounds (queue, lane, queue_due_at, id) WHERE queue_due_at IS NOT NULL`,
  `approval_rounds_standing ON approval_rounds (queue, lane, queue_left_ms, id) WHERE queue_left_ms IS NOT NULL`,
  `approval_rounds_owned_running ON approval_rounds (claimed_by, queue, lane, queue_due_at, id) WHERE queue_due_at IS NOT NULL`,
  `approval_rounds_owned_standing ON approval_rounds (claimed_by, queue, lane, queue_left_ms, id) WHERE queue_left_ms IS NOT NULL`,
  `approval_rounds_claims ON approval_rounds (claim_until) WHERE claim_until IS NOT NULL`,
  `approval_clocks_running ON approval_clocks (escalated, due_at) WHERE ended_at IS NULL AND paused_at IS NULL`,
  `approval_clocks_ended ON approval_clocks (ended_at) WHERE ended_at IS NOT NULL`,
]
const DAY_MS = 86_400_000

/**
 * What a desk needs at any size: each round knows whether and where it stands in a queue (by `queue_due_at` while its clock runs, by
 * `queue_left_ms` while it stands), a claim ends by itself, a correction is asked for field by field, and of each clock it is known up to
 * which part of the fourteen days it has been told of.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('approval_rounds', (table) => {
      instantColumn(table, 'claim_until').nullable()
      table.text('asked').nullable()
      table.string('queue', 10).nullable()
      instantColumn(table, 'queue_due_at').nullable()
      table.bigInteger('queue_left_ms').nullable()
    })
    this.schema.alterTable('approval_clocks', (table) => {
      table.integer('escalated').notNullable().defaultTo(0)
    })
    // What a correction asks for, by field, until it is sent: the form shows it beside the field.
    this.schema.alterTable('content_versions', (table) => {
      table.text('asked').nullable()
    })
    this.schema.createTable('approval_evidence', (table) => {
      identified(table)
      table.integer('round_id').notNullable().references('approval_rounds.id').index()
      table.string('point', 40).notNullable()
      table.integer('staff_id').notNullable().references('staff.id')
      table.string('sha256', 64).notNullable()
      table.string('storage_key', 200).notNullable()
      table.integer('width').notNullable()
      table.integer('height').notNullable()
      table.string('caption', 200).notNullable()
      table.unique(['round_id', 'point', 'sha256'])
    })
    this.schema.createTable('approval_calls', (table) => {
      identified(table)
      table.integer('round_id').notNullable().references('approval_rounds.id').index()
      table.integer('staff_id').notNullable().references('staff.id')
      table.string('number', 40).notNullable()
      table.string('outcome', 20).notNullable()
      table.string('note', 300).notNullable()
      instantColumn(table, 'called_at').notNullable()
    })
    this.defer(async (db) => {
      for (const index of INDEXES) await db.rawQuery(`CREATE INDEX ${index}`)
      await placeAll(db)
    })
  }

  async down() {
    this.defer(async (db) => {
      for (const index of INDEXES) await db.rawQuery(`DROP INDEX ${index.split(' ')[0]}`)
      await dropColumns(db, 'approval_rounds', ROUND_COLUMNS)
      await dropColumns(db, 'approval_clocks', ['escalated'])
      await dropColumns(db, 'content_versions', ['asked'])
    })
    for (const table of ['approval_calls', 'approval_evidence']) this.schema.dropTable(table)
  }
}

/** What is in approval already gets its place, and claims their end. */
async function placeAll(db: QueryClientContract): Promise<void> {
  const clock = (value: string, when: string) =>
    `(SELECT ${value} FROM approval_clocks AS c WHERE c.version_id = approval_rounds.version_id AND ${when})`
  await db.rawQuery(
    `UPDATE approval_rounds SET
       queue = CASE WHEN status = 'open' THEN 'staff' ELSE 'partner' END,
       queue_due_at = ${clock('c.due_at', 'c.paused_at IS NULL AND c.ended_at IS NULL')},
       queue_left_ms = ${clock('c.due_at - COALESCE(c.paused_at, c.ended_at)', '(c.paused_at IS NOT NULL OR c.ended_at IS NOT NULL)')}
     WHERE status IN ('open', 'waiting', 'needs_correction', 'refused')
       AND version_id IN (SELECT id FROM content_versions WHERE status IN ('submitted', 'in_review', 'needs_correction'))
       AND NOT EXISTS (SELECT 1 FROM approval_rounds AS newer
         WHERE newer.version_id = approval_rounds.version_id AND newer.lane = approval_rounds.lane AND newer.number > approval_rounds.number)`
  )
  await db.rawQuery(
    `UPDATE approval_rounds SET claim_until = claimed_at + ${DAY_MS} WHERE claimed_by IS NOT NULL AND status IN ('open', 'waiting')`
  )
}
