import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import type { PaymentStore, VoucherBook, VoucherOutcome } from '#payments/contract'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import type { Rupiah } from '#shared/money'
import { sixteenDigits } from '#payments/sixteen_digits'
import { bookRedeemed, bookReturned } from '#vouchers/actions/book_vouchers'
import { codeHasher } from '#vouchers/code'
import Voucher, { type VoucherRefusal } from '#vouchers/models/voucher'
import VoucherRedemption from '#vouchers/models/voucher_redemption'

/** What was given back pays for so long at least, whatever the voucher's day was. */
const GOOD_AFTER_RETURN = { days: 30 }

/**
 * The vouchers that a store keeps itself. A voucher pays for one order of at most its value, or, where it keeps its rest, for several
 * until it is empty; what is made of a key is kept, so that asking again gives the same answer. The voucher is held first, always.
 */
export class VoucherLedger implements VoucherBook {
  constructor(private readonly store: PaymentStore) {}

  redeem({ idemKey, code, amount }: Parameters<VoucherBook['redeem']>[0]) {
    return transaction(async (trx) => {
      const voucher = await this.#hold(trx, code)
      const known = await redemptionOf(trx, idemKey)
      if (known) return outcomeOf(known)
      const refusal = voucher ? voucher.refusal(amount, clock.now()) : 'voucher_unknown'
      return refusal || !voucher
        ? this.#refuse(trx, idemKey, refusal ?? 'voucher_unknown')
        : this.#take(trx, voucher, idemKey, amount)
    })
  }

  async find(idemKey: string): ReturnType<VoucherBook['find']> {
    const found = await VoucherRedemption.findBy('idemKey', idemKey)
    if (!found) return { type: 'not_found' }
    return found.status === 'returned'
      ? { type: 'returned', ref: found.publicId }
      : outcomeOf(found)
  }

  giveBack({
    idemKey,
  }: Parameters<VoucherBook['giveBack']>[0]): ReturnType<VoucherBook['giveBack']> {
    return transaction(async (trx) => {
      const seen = await VoucherRedemption.findBy('idemKey', idemKey, { client: trx })
      const voucher = seen?.voucherId ? await heldById(trx, seen.voucherId) : null
      const found = await redemptionOf(trx, idemKey)
      if (!found) {
        const closed = { idemKey, voucherId: null, status: 'closed' as const, reason: null }
        await VoucherRedemption.create({ ...closed, amount: 0, forfeited: 0 }, { client: trx })
        return { type: 'nothing_redeemed' as const }
      }
      if (found.status === 'returned') return { type: 'returned' as const, ref: found.publicId }
      if (found.status !== 'redeemed' || !voucher) return { type: 'nothing_redeemed' as const }
      await found.merge({ status: 'returned' }).save()
      await voucher.putBack(found.amount + found.forfeited, clock.now().plus(GOOD_AFTER_RETURN))
      await bookReturned(trx, voucher, found)
      await record(trx, 'voucher.returned', found)
      return { type: 'returned' as const, ref: found.publicId }
    })
  }

  async #take(
    trx: Trx,
    voucher: Voucher,
    idemKey: string,
    amount: Rupiah
  ): Promise<VoucherOutcome> {
    const forfeited = await voucher.take(amount)
    const redemption = await VoucherRedemption.create(
      { idemKey, voucherId: voucher.id, status: 'redeemed', reason: null, amount, forfeited },
      { client: trx }
    )
    await bookRedeemed(trx, voucher, redemption)
    await record(trx, 'voucher.redeemed', redemption)
    return outcomeOf(redemption)
  }

  async #refuse(trx: Trx, idemKey: string, reason: VoucherRefusal): Promise<VoucherOutcome> {
    const nothing = { voucherId: null, amount: 0, forfeited: 0 }
    return outcomeOf(
      await VoucherRedemption.create(
        { idemKey, status: 'refused', reason, ...nothing },
        { client: trx }
      )
    )
  }

  /** Two orders with one voucher wait for each other here. */
  async #hold(trx: Trx, input: string): Promise<Voucher | null> {
    const code = sixteenDigits.normalise(input)
    if (!code) return null
    const hash = await codeHasher(trx)
    return Voucher.query({ client: trx })
      .where('codeHash', hash(code))
      .where('environment', this.store)
      .forUpdate()
      .first()
  }
}

function heldById(trx: Trx, id: number): Promise<Voucher> {
  return Voucher.query({ client: trx }).where('id', id).forUpdate().firstOrFail()
}

function redemptionOf(trx: Trx, idemKey: string): Promise<VoucherRedemption | null> {
  return VoucherRedemption.query({ client: trx }).where('idemKey', idemKey).forUpdate().first()
}

function outcomeOf(redemption: VoucherRedemption): VoucherOutcome {
  if (redemption.status === 'redeemed') return { type: 'redeemed', ref: redemption.publicId }
  return { type: 'refused', reason: redemption.reason ?? 'cancelled' }
}

function record(trx: Trx, type: AuditType, redemption: VoucherRedemption): Promise<void> {
  return audit(trx, {
    type,
    actor: { kind: 'system' },
    subject: { kind: 'voucher_redemption', id: redemption.publicId },
    data: { amount: redemption.amount },
  })
}
