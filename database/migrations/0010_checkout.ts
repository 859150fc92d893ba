import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { identified, instantColumn, rupiahColumn, statusColumn } from '#shared/database/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('order_counters', (table) => {
      table.string('environment', 12).notNullable()
      table.string('day', 8).notNullable()
      table.integer('last').notNullable()
      table.primary(['environment', 'day'])
    })
    this.schema.createTable('orders', (table) => {
      identified(table)
      // 20261123-0384; the development store's carry a D: 20261123-D017.
      table.string('number', 24).notNullable().unique()
      table.string('form_key', 40).notNullable().unique()
      statusColumn(table, 'environment', ['production', 'development'])
      table.integer('customer_id').notNullable().references('customers.id').index()
      table.integer('partner_id').notNullable().references('partners.id').index()
      table.integer('content_id').notNullable().references('contents.id').index()
      table.integer('version_id').notNullable().references('content_versions.id')
      statusColumn(table, 'status', [
        'created',
        'awaiting_payment',
        'payment_unknown',
        'paid',
        'fulfilling',
        'fulfilled',
        'fulfil_failed',
        'refund_pending',
        'refunded',
        'failed',
        'expired',
        'cancelled',
      ])
      table.string('method', 30).notNullable()
      table.integer('payment_number_id').nullable().references('payment_numbers.id')
      table.string('method_masked', 24).nullable()
      // Frozen when the order is made: what was bought, at which price, shared how.
      table.string('name', 80).notNullable()
      table.string('summary', 160).notNullable()
      table.string('company', 160).notNullable()
      table.string('payment_kind', 20).notNullable()
      rupiahColumn(table, 'price').notNullable()
      table.integer('ppn').notNullable()
      table.integer('partner_share').notNullable()
      table.string('failure', 60).nullable()
      instantColumn(table, 'paid_at').nullable()
      instantColumn(table, 'forwarded_at').nullable()
      instantColumn(table, 'fulfilled_at').nullable()
      // When the page first said where it leads: it moves on by itself that once.
      instantColumn(table, 'announced_at').nullable()
      instantColumn(table, 'redirected_at').nullable()
      instantColumn(table, 'expires_at').nullable()
      table.index(['partner_id', 'environment', 'id'])
      table.index(['customer_id', 'created_at', 'id'])
      table.index(['status', 'updated_at'])
    })
    this.schema.createTable('order_events', (table) => {
      table.increments('id')
      table.integer('order_id').notNullable().references('orders.id').index()
      table.string('from_status', 40).nullable()
      table.string('to_status', 40).notNullable()
      table.text('data').notNullable()
      instantColumn(table, 'at').notNullable()
    })
    this.schema.createTable('payments', (table) => {
      identified(table)
      table.integer('order_id').notNullable().references('orders.id').index()
      table.string('method', 30).notNullable()
      table.string('idem_key', 60).notNullable().unique()
      // For subscriptions: which month this pays, 2026-11.
      table.string('period', 7).nullable()
      statusColumn(table, 'status', [
        'pending',
        'unknown',
        'billed',
        'collected',
        'declined',
        'reversed',
      ])
      rupiahColumn(table, 'amount').notNullable()
      table.string('gateway_ref', 100).nullable()
      table.string('instructions', 500).nullable()
      // Sealed, and wiped once the outcome is known.
      table.text('voucher_code').nullable()
      // When a charge was first sent: from then on one may exist.
      instantColumn(table, 'asked_at').nullable()
      // Of the last callback that was applied: an older one is old news.
      table.bigInteger('sequence').notNullable().defaultTo(0)
      table.string('reason', 100).nullable()
      instantColumn(table, 'billed_at').nullable()
      instantColumn(table, 'collected_at').nullable()
      instantColumn(table, 'reversed_at').nullable()
    })
    this.schema.createTable('subscriptions', (table) => {
      identified(table)
      table.integer('order_id').notNullable().unique().references('orders.id')
      table.integer('customer_id').notNullable().references('customers.id').index()
      table.integer('content_id').notNullable().references('contents.id')
      statusColumn(table, 'status', ['active', 'stopping', 'stopped'])
      table.integer('anchor_day').notNullable()
      table.string('period', 7).notNullable()
      instantColumn(table, 'renews_at').notNullable()
      instantColumn(table, 'grace_from').nullable()
      instantColumn(table, 'retry_at').nullable()
      instantColumn(table, 'stopped_at').nullable()
      instantColumn(table, 'access_until').nullable()
      table.index(['status', 'renews_at'])
    })
    this.schema.createTable('entitlements', (table) => {
      table.increments('id')
      table.integer('order_id').notNullable().unique().references('orders.id')
      table.integer('customer_id').notNullable().references('customers.id')
      table.integer('content_id').notNullable().references('contents.id')
      instantColumn(table, 'granted_at').notNullable()
      instantColumn(table, 'ends_at').nullable()
      table.index(['customer_id', 'content_id'])
    })
    this.schema.createTable('vouchers', (table) => {
      identified(table)
      statusColumn(table, 'environment', ['production', 'development'])
      table.string('batch', 40).notNullable()
      table.string('code_hash', 64).notNullable().unique()
      rupiahColumn(table, 'amount').notNullable()
      instantColumn(table, 'expires_at').nullable()
    })
    this.schema.createTable('voucher_redemptions', (table) => {
      identified(table)
      // Null where nothing was taken: a refusal, or a key closed before it was used.
      table.integer('voucher_id').nullable().references('vouchers.id')
      table.string('idem_key', 60).notNullable().unique()
      statusColumn(table, 'status', ['redeemed', 'refused', 'returned', 'closed'])
      table.string('reason', 40).nullable()
      rupiahColumn(table, 'amount').notNullable()
    })
    this.defer(async (db) => {
      await db.rawQuery(
        `CREATE UNIQUE INDEX voucher_redeemed_once ON voucher_redemptions (voucher_id) WHERE status = 'redeemed'`
      )
      await this.#keepBooksApart(db)
    })
  }

  /** Money of one store can never be booked on an order of the other. */
  async #keepBooksApart(db: QueryClientContract) {
    const stranger = `NEW.order_id IS NOT NULL AND (SELECT environment FROM orders WHERE id = NEW.order_id) <> NEW.environment`
    const message = 'the books of the two stores are apart'
    if (db.dialect.name !== 'postgres') {
      await db.rawQuery(
        `CREATE TRIGGER ledger_books_apart BEFORE INSERT ON ledger_transactions WHEN ${stranger} BEGIN SELECT RAISE(ABORT, '${message}'); END`
      )
      return
    }
    await db.rawQuery(
      `CREATE OR REPLACE FUNCTION ledger_books_apart() RETURNS trigger AS $$ BEGIN IF ${stranger} THEN RAISE EXCEPTION '${message}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql`
    )
    await db.rawQuery(
      `CREATE TRIGGER ledger_books_apart BEFORE INSERT ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION ledger_books_apart()`
    )
  }

  async down() {
    this.defer(async (db) => {
      const on = db.dialect.name === 'postgres' ? ' ON ledger_transactions' : ''
      await db.rawQuery(`DROP TRIGGER IF EXISTS ledger_books_apart${on}`)
    })
    for (const table of [
      'voucher_redemptions',
      'vouchers',
      'entitlements',
      'subscriptions',
      'payments',
      'order_events',
      'orders',
      'order_counters',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
