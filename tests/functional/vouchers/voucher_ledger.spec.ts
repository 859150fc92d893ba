import { test } from '@japa/runner'
import { issueBatch } from '#vouchers/actions/issue_batch'
import { VoucherLedger } from '#vouchers/voucher_ledger'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'

const book = new VoucherLedger('production')

async function voucher(
  over: { amount?: number; expired?: boolean; environment?: 'production' | 'development' } = {}
) {
  const [code] = await transaction((trx) =>
    issueBatch(trx, {
      environment: over.environment ?? 'production',
      name: 'test',
      amount: over.amount ?? 50_000,
      count: 1,
      expiresAt: over.expired ? clock.now().minus({ days: 1 }) : null,
      actor: { kind: 'system' },
    })
  )
  return code!
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

  test('[R4.5] ten orders at once with one voucher: one is paid', async ({ assert }) => {
    const code = await voucher()
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => redeem(code)))
    assert.lengthOf(
      outcomes.filter((one) => one.type === 'redeemed'),
      1
    )
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
})
