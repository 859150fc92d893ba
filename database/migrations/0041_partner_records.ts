import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { dropColumns } from '#shared/database/schema'

const NUMBERS = 'payment_numbers_once'
const IMAGES = 'images_once'

/**
 * A company's data have an edition, so that the older of two tabs is told (R2.4); a payment number stands once in an account and a picture
 * once with its partner. Of numbers that stand there twice, the verified one, else the oldest stays, and its orders stay with whichever
 * they were paid by; of pictures all stay, because submissions say which they meant, and the later ones say which one they repeat.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('partners', (table) => {
      table.integer('edition').notNullable().defaultTo(0)
    })
    this.schema.alterTable('images', (table) => {
      table.integer('repeats').nullable()
    })
    this.defer(async (db) => {
      await db.rawQuery(
        `UPDATE images SET repeats = (SELECT MIN(first.id) FROM images AS first
             WHERE first.partner_id = images.partner_id AND first.sha256 = images.sha256)
         WHERE id > (SELECT MIN(first.id) FROM images AS first
             WHERE first.partner_id = images.partner_id AND first.sha256 = images.sha256)`
      )
      await removeRepeatedNumbers(db)
      await db.rawQuery(
        `CREATE UNIQUE INDEX ${NUMBERS} ON payment_numbers (customer_id, method, number_hash) WHERE removed_at IS NULL`
      )
      await db.rawQuery(
        `CREATE UNIQUE INDEX ${IMAGES} ON images (partner_id, sha256) WHERE repeats IS NULL`
      )
    })
  }

  async down() {
    this.defer(async (db) => {
      for (const index of [NUMBERS, IMAGES]) await db.rawQuery(`DROP INDEX ${index}`)
      await dropColumns(db, 'images', ['repeats'])
      await dropColumns(db, 'partners', ['edition'])
    })
  }
}

async function removeRepeatedNumbers(db: QueryClientContract): Promise<void> {
  const better = `better.customer_id = payment_numbers.customer_id AND better.method = payment_numbers.method
    AND better.number_hash = payment_numbers.number_hash AND better.removed_at IS NULL
    AND CASE WHEN better.verified_at IS NULL THEN 1 ELSE 0 END * 4000000000 + better.id
      < CASE WHEN payment_numbers.verified_at IS NULL THEN 1 ELSE 0 END * 4000000000 + payment_numbers.id`
  await db.rawQuery(
    `UPDATE payment_numbers SET removed_at = updated_at
     WHERE removed_at IS NULL AND EXISTS (SELECT 1 FROM payment_numbers AS better WHERE ${better})`
  )
}
