import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { issueBatch } from '#vouchers/actions/issue_batch'
import { lapseVouchers } from '#vouchers/actions/lapse_vouchers'
import { voidVouchers } from '#vouchers/actions/void_vouchers'
import { keyOlderHashes } from '#vouchers/code'
import Voucher from '#vouchers/models/voucher'
import type VoucherBatch from '#vouchers/models/voucher_batch'
import VoucherKey from '#vouchers/models/voucher_key'
import VoucherRedemption from '#vouchers/models/voucher_redemption'
import { reportBatches } from '#vouchers/queries/report_batches'
import { VoucherLedger } from '#vouchers/voucher_ledger'
import { clock, travelBack, travelBy } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'

const SYSTEM = { kind: 'system' } as const
const book = new VoucherLedger('production')

const made = new Map<string, VoucherBatch>()

async function voucher(
  over: {
    amount?: number
    expired?: boolean
    keepsRest?: boolean
    environment?: 'production' | 'development'
  } = {}
) {
  const { codes, batch } = await transaction((trx) =>
    issueBatch(trx, {
      keepsRest: over.keepsRest,
      environment: over.environment ?? 'production',
      name: 'test',
      amount: over.amount ?? 50_000,
      count: 1,
      expiresAt: over.expired ? clock.now().minus({ days: 1 }) : null,
      actor: { kind: 'system' },
    })
  )
  made.set(codes[0]!, batch)
  return codes[0]!
}

const redeem = (code: string, idemKey = publicId(), amount = 22_000) =>
  book.redeem({ idemKey, code, amount, orderNo: 'X', at: 0 })

test.group('Vouchers', () => {
  test('[R4.5] a voucher pays once; the same key again gets the same answer', async ({
    assert,
  }) => {
    const code = await voucher()
    const key = publicId()
    const first = await redeem(code, key)
    assert.equal(first.type, 'redeemed')
    assert.deepEqual(await redeem(code, key), first)
    assert.deepEqual(await redeem(code), { type: 'refused', reason: 'voucher_used' })
  })

  test('[R4.5] a hundred orders at once with one voucher: one is paid, and the books say so', async ({
    assert,
  }) => {
    const code = await voucher()
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => redeem(code)))
    assert.lengthOf(
      outcomes.filter((one) => one.type === 'redeemed'),
      1
    )
    const used = outcomes.filter((one) => one.type === 'refused' && one.reason === 'voucher_used')
    assert.lengthOf(used, 99)
    const books = await booksOf(code)
    assert.deepEqual(books, { voucher_stock: 50_000, clearing: -22_000, voucher_breakage: -28_000 })
  })

  test('[R4.5] an unknown, expired, too small or other store’s voucher is refused', async ({
    assert,
  }) => {
    assert.deepEqual(await redeem('0000 0000 0000 0000'), {
      type: 'refused',
      reason: 'voucher_unknown',
    })
    assert.deepEqual(await redeem('no code'), { type: 'refused', reason: 'voucher_unknown' })
    assert.deepEqual(await redeem(await voucher({ expired: true })), {
      type: 'refused',
      reason: 'voucher_expired',
    })
    assert.deepEqual(await redeem(await voucher({ amount: 100 })), {
      type: 'refused',
      reason: 'voucher_insufficient',
    })
    assert.deepEqual(await redeem(await voucher({ environment: 'development' })), {
      type: 'refused',
      reason: 'voucher_unknown',
    })
  })

  test('[R4.5] a voucher given back can be used again; a key closed unused never pays', async ({
    assert,
  }) => {
    const code = await voucher()
    const key = publicId()
    await redeem(code, key)
    const returned = await book.giveBack({ idemKey: key, at: 0 })
    assert.equal(returned.type, 'returned')
    assert.deepEqual(await book.giveBack({ idemKey: key, at: 0 }), returned)
    assert.equal((await book.find(key)).type, 'returned')
    assert.equal((await redeem(code)).type, 'redeemed')

    const closed = publicId()
    assert.deepEqual(await book.find(closed), { type: 'not_found' })
    assert.deepEqual(await book.giveBack({ idemKey: closed, at: 0 }), { type: 'nothing_redeemed' })
    assert.deepEqual(await redeem(await voucher(), closed), {
      type: 'refused',
      reason: 'cancelled',
    })
  })

  test('[R4.5] a voucher that keeps its rest pays until it is empty, however many ask at once', async ({
    assert,
  }) => {
    const code = await voucher({ keepsRest: true, amount: 50_000 })
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => redeem(code)))
    assert.lengthOf(
      outcomes.filter((one) => one.type === 'redeemed'),
      2
    )
    assert.deepEqual(await redeem(code), { type: 'refused', reason: 'voucher_insufficient' })
    assert.equal((await redeem(code, publicId(), 6_000)).type, 'redeemed')
    assert.deepEqual(await redeem(code, publicId(), 1), { type: 'refused', reason: 'voucher_used' })
    assert.deepEqual(await booksOf(code), { voucher_stock: 50_000, clearing: -50_000 })
  })

  test('[R4.5] what comes back is on the voucher again, and good for thirty days at least', async ({
    assert,
  }) => {
    const code = await voucher({ keepsRest: true })
    const row = await Voucher.findByOrFail('batchId', made.get(code)!.id)
    await row.merge({ expiresAt: clock.now().plus({ days: 1 }) }).save()
    const key = publicId()
    await redeem(code, key)
    travelBy(2 * 86_400_000)
    await lapseVouchers()
    assert.deepEqual(await booksOf(code), {
      voucher_stock: 50_000,
      clearing: -22_000,
      voucher_breakage: -28_000,
    })
    await book.giveBack({ idemKey: key, at: 0 })
    await lapseVouchers()
    assert.equal((await row.refresh()).rest, 22_000)
    assert.equal((await redeem(code)).type, 'redeemed')
    travelBack()
  })

  test('[R4.5] what is left of a single one comes back with its order', async ({ assert }) => {
    const code = await voucher()
    const key = publicId()
    await redeem(code, key)
    await book.giveBack({ idemKey: key, at: 0 })
    assert.deepEqual(await booksOf(code), { voucher_stock: 50_000, voucher_liability: -50_000 })
    assert.equal((await redeem(code, publicId(), 50_000)).type, 'redeemed')
  })

  test('[R4.5] one that is void pays nothing; what it paid stays paid', async ({ assert }) => {
    const code = await voucher({ keepsRest: true })
    await redeem(code)
    const wish = { batch: made.get(code)!.publicId, serial: null, reason: 'dicuri', actor: SYSTEM }
    assert.deepEqual(await voidVouchers({ ...wish, serial: 2 }), {
      ok: false,
      error: { type: 'unknown' },
    })
    assert.deepEqual(await voidVouchers(wish), { ok: true, value: { count: 1, rest: 28_000 } })
    assert.deepEqual(await voidVouchers(wish), { ok: false, error: { type: 'void_already' } })
    assert.deepEqual(await redeem(code, publicId(), 1_000), {
      type: 'refused',
      reason: 'voucher_void',
    })
    assert.deepEqual(await booksOf(code), { voucher_stock: 22_000, clearing: -22_000 })
    const report = (await reportBatches()).find(({ batch }) => batch.publicId === wish.batch)!
    assert.include(report, { issued: 50_000, spent: 22_000, voided: 28_000, open: 0, used: 1 })
  })

  test('[R4.5] codes are kept under a key; those from before the key are put under it', async ({
    assert,
  }) => {
    const code = await voucher()
    const row = await Voucher.findByOrFail('batchId', made.get(code)!.id)
    const plain = createHash('sha256').update(`voucher:${code}`).digest('hex')
    assert.notEqual(row.codeHash, plain)
    const key = await VoucherKey.findByOrFail('name', 'codes')
    const [sealed] = await db.from('voucher_keys').where('id', key.id).select('secret')
    assert.notInclude(sealed.secret, key.secret)
    await row.merge({ codeHash: plain, isKeyed: false }).save()
    await transaction((trx) => keyOlderHashes(trx, key.secret))
    assert.equal((await redeem(code)).type, 'redeemed')
  })
})

/** What the vouchers of a code's batch have left in the books, by account. */
async function booksOf(code: string): Promise<Record<string, number>> {
  const batch = made.get(code)!
  const vouchers = await Voucher.query().where('batchId', batch.id)
  const redemptions = await VoucherRedemption.query().whereIn(
    'voucherId',
    vouchers.map(({ id }) => id)
  )
  const own = [batch, ...vouchers, ...redemptions].map(({ publicId: id }) => id)
  const rows = await db
    .from('ledger_entries')
    .join('ledger_transactions', 'ledger_transactions.id', 'ledger_entries.transaction_id')
    .where((any) => {
      for (const id of own) void any.orWhere('idem_key', 'like', `voucher.%:${id}%`)
    })
    .groupBy('account')
    .select('account')
    .sum('amount as total')
  return Object.fromEntries(
    rows.map((row) => [row.account, Number(row.total)]).filter(([, total]) => total !== 0)
  )
}
