import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { post, type Posting } from '#ledger/actions/post'
import { billedEntries, collectedEntries, refundedEntries } from '#ledger/entries'
import { verifyLedger } from '#ledger/queries/verify_ledger'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'

const TERMS = { gross: 110, ppn: 1100, partnerShare: 6500, partnerId: 1 }

function posting(over: Partial<Posting> = {}): Posting {
  return {
    kind: 'payment.collected',
    idemKey: `test:${publicId()}`,
    environment: 'development',
    partnerId: 1,
    entries: collectedEntries(TERMS, false),
    ...over,
  }
}

const book = (one: Posting) => transaction((trx) => post(trx, one))

test.group('Ledger', () => {
  test('[R8.5] a posting is booked once, however often it is posted', async ({ assert }) => {
    const one = posting()
    assert.isTrue(await book(one))
    assert.isFalse(await book(one))
    const found = await db.from('ledger_transactions').where('idem_key', one.idemKey)
    assert.lengthOf(found, 1)
    assert.lengthOf(await db.from('ledger_entries').where('transaction_id', found[0].id), 4)
  })

  test('[R8.5] ten at once book one', async ({ assert }) => {
    const one = posting()
    const booked = await Promise.all(Array.from({ length: 10 }, () => book(one)))
    assert.lengthOf(booked.filter(Boolean), 1)
  })

  test('[R8.5] what does not balance, or names an account wrongly, is refused', async ({
    assert,
  }) => {
    const refused: Posting['entries'][] = [
      [
        { account: 'clearing', amount: 10 },
        { account: 'operator_revenue', amount: -9 },
      ],
      [{ account: 'clearing', amount: 10 }],
      [
        { account: 'clearing', amount: 10 },
        { account: 'partner_payable', amount: -10 },
      ],
      [
        { account: 'clearing', amount: 1.5 },
        { account: 'operator_revenue', amount: -1.5 },
      ],
      [
        { account: 'clearing', amount: 10 },
        { account: 'pocket' as 'clearing', amount: -10 },
      ],
    ]
    for (const entries of refused) {
      const one = posting({ entries })
      await assert.rejects(() => book(one))
      assert.lengthOf(await db.from('ledger_transactions').where('idem_key', one.idemKey), 0)
    }
  })

  for (const table of ['ledger_transactions', 'ledger_entries']) {
    test(`[R8.5] the database refuses to change or delete ${table}`, async ({ assert }) => {
      await book(posting())
      await assert.rejects(() => db.from(table).update({ id: 1 }), /append-only/)
      await assert.rejects(() => db.from(table).delete(), /append-only/)
    })
  }

  test('[R8.5] the proof holds over billing, collection and refund, and keeps the books apart', async ({
    assert,
  }) => {
    const before = await verifyLedger()
    await book(posting({ kind: 'payment.billed', entries: billedEntries(TERMS) }))
    await book(posting({ entries: collectedEntries(TERMS, true) }))
    await book(posting({ kind: 'payment.refunded', entries: refundedEntries(TERMS) }))
    await book(posting({ environment: 'production' }))
    const after = await verifyLedger()
    assert.deepEqual(after.problems, [])
    assert.equal(after.books.development.collected - before.books.development.collected, 110)
    assert.equal(after.books.development.refunded - before.books.development.refunded, 110)
    assert.equal(after.books.development.outstanding, before.books.development.outstanding)
    assert.equal(after.books.production.collected - before.books.production.collected, 110)
    assert.equal(after.books.production.ppn - before.books.production.ppn, 11)
  })

  test('[R8.5] the proof names a transaction that is off', async ({ assert }) => {
    await db
      .transaction(async (trx) => {
        const one = posting()
        await post(trx, one)
        const [{ id, public_id: id26 }] = await trx
          .from('ledger_transactions')
          .where('idem_key', one.idemKey)
        await trx
          .table('ledger_entries')
          .insert({ transaction_id: id, account: 'clearing', amount: 1 })
        const off = await trx.rawQuery(
          'SELECT t.public_id FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id GROUP BY t.id, t.public_id HAVING SUM(e.amount) <> 0'
        )
        const rows = Array.isArray(off) ? off : off.rows
        assert.deepEqual(
          rows.map((row: { public_id: string }) => row.public_id),
          [id26]
        )
        throw new Error('rolled back')
      })
      .catch((error: Error) => assert.equal(error.message, 'rolled back'))
  })
})
