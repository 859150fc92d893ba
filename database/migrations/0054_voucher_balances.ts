import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { publicId } from '#shared/public_id'
import {
  addReference,
  dropColumns,
  identified,
  instantColumn,
  rupiahColumn,
} from '#shared/database/schema'

/**
 * Vouchers stand in batches that can be made void, know what has been taken of them, and may keep their rest (R4.5). A code's hash is keyed:
 * sixteen digits are few enough to be tried against a plain one. The hashes that are there get the key when it is first asked for.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('voucher_batches', (table) => {
      identified(table)
      table.string('environment', 12).notNullable()
      table.string('name', 40).notNullable()
      rupiahColumn(table, 'amount').notNullable()
      table.integer('count').notNullable()
      table.specificType('keeps_rest', 'smallint').notNullable().defaultTo(0)
      instantColumn(table, 'expires_at').nullable()
      instantColumn(table, 'voided_at').nullable()
      table.string('void_reason', 500).nullable()
    })
    this.schema.createTable('voucher_keys', (table) => {
      identified(table)
      table.string('name', 20).notNullable().unique()
      table.text('secret').notNullable()
    })
    this.defer(async (db) => {
      await addReference(db, 'vouchers', 'batch_id', 'voucher_batches')
      for (const column of [
        'serial integer NOT NULL DEFAULT 0',
        'keeps_rest smallint NOT NULL DEFAULT 0',
        'spent bigint NOT NULL DEFAULT 0 CHECK (spent >= 0 AND spent <= amount)',
        'lapsed bigint NOT NULL DEFAULT 0 CHECK (lapsed >= 0)',
        'voided_at bigint',
        'is_keyed smallint NOT NULL DEFAULT 0',
      ])
        await db.rawQuery(`ALTER TABLE vouchers ADD COLUMN ${column}`)
      await db.rawQuery(
        'ALTER TABLE voucher_redemptions ADD COLUMN forfeited bigint NOT NULL DEFAULT 0'
      )
      await db.rawQuery('DROP INDEX voucher_redeemed_once')
      await db.rawQuery('CREATE INDEX vouchers_of_batch ON vouchers (batch_id, serial)')
      await db.rawQuery('CREATE INDEX redemptions_of_voucher ON voucher_redemptions (voucher_id)')
      await putIntoBatches(db)
      await noteWhatWasTaken(db)
    })
  }

  async down() {
    this.defer(async (db) => {
      for (const index of ['vouchers_of_batch', 'redemptions_of_voucher'])
        await db.rawQuery(`DROP INDEX ${index}`)
      await db.rawQuery(
        `CREATE UNIQUE INDEX voucher_redeemed_once ON voucher_redemptions (voucher_id) WHERE status = 'redeemed'`
      )
      await dropColumns(db, 'voucher_redemptions', ['forfeited'])
      await dropColumns(db, 'vouchers', [
        'batch_id',
        'serial',
        'keeps_rest',
        'spent',
        'lapsed',
        'voided_at',
        'is_keyed',
      ])
      for (const table of ['voucher_keys', 'voucher_batches'])
        await db.rawQuery(`DROP TABLE ${table}`)
    })
  }
}

async function putIntoBatches(db: QueryClientContract): Promise<void> {
  const batches = await db
    .from('vouchers')
    .groupBy('environment', 'batch', 'amount', 'expires_at')
    .select('environment', 'batch', 'amount', 'expires_at')
    .count('* as count')
    .min('created_at as at')
  for (const { environment, batch, amount, expires_at: expiresAt, count, at } of batches) {
    const id = publicId()
    await db.table('voucher_batches').insert({
      public_id: id,
      environment,
      name: batch,
      amount,
      count,
      expires_at: expiresAt,
      created_at: at,
      updated_at: at,
    })
    const [{ id: batchId }] = await db.from('voucher_batches').where('public_id', id).select('id')
    const own = db.from('vouchers').where({ environment, batch, amount })
    if (expiresAt === null) own.whereNull('expires_at')
    else own.where('expires_at', expiresAt)
    await own.update({ batch_id: batchId })
  }
}

/** A voucher paid once so far: what was left of it is gone. */
async function noteWhatWasTaken(db: QueryClientContract): Promise<void> {
  const redeemed = `voucher_redemptions.status = 'redeemed'`
  await db.rawQuery(
    `UPDATE voucher_redemptions SET forfeited = (SELECT vouchers.amount FROM vouchers WHERE vouchers.id = voucher_id) - amount WHERE ${redeemed}`
  )
  await db.rawQuery(
    `UPDATE vouchers SET spent = amount WHERE EXISTS (SELECT 1 FROM voucher_redemptions WHERE voucher_id = vouchers.id AND ${redeemed})`
  )
}
