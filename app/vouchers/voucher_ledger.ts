import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import type { PaymentStore, VoucherBook, VoucherOutcome } from '#payments/contract'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { sixteenDigits } from '#payments/sixteen_digits'
import { hashCode } from '#vouchers/code'
import Voucher from '#vouchers/models/voucher'
import VoucherRedemption from '#vouchers/models/voucher_redemption'

type Refusal = NonNullable<VoucherRedemption['reason']>

/**
 * The vouchers that a store keeps itself. A voucher pays for one order of at most its value; what
 * is made of a key is kept, so that asking again gives the same answer.
 */
export class VoucherLedger implements VoucherBook {
  constructor(private readonly store: PaymentStore) {}

  redeem({ idemKey, code, amount }: Parameters<VoucherBook['redeem']>[0]) {
    return transaction(async (trx) => {
      const voucher = await this.#lock(trx, code)
      const known = await redemptionOf(trx, idemKey)
      if (known) return outcomeOf(known)
      const refusal = await refusalOf(trx, voucher, amount)
      const redemption = await VoucherRedemption.create(
        {
          idemKey,
          voucherId: refusal ? null : voucher!.id,
          status: refusal ? 'refused' : 'redeemed',
          reason: refusal,
          amount: refusal ? 0 : amount,
        },
        { client: trx }
      )
      if (!refusal) await record(trx, 'voucher.redeemed', redemption)
      return outcomeOf(redemption)
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
      const found = await redemptionOf(trx, idemKey)
      if (!found) {
        await VoucherRedemption.create(
          { idemKey, voucherId: null, status: 'closed', reason: null, amount: 0 },
          { client: trx }
        )
        return { type: 'nothing_redeemed' as const }
      }
      if (found.status === 'returned') return { type: 'returned' as const, ref: found.publicId }
      if (found.status !== 'redeemed') return { type: 'nothing_redeemed' as const }
      await found.merge({ status: 'returned' }).save()
      await record(trx, 'voucher.returned', found)
      return { type: 'returned' as const, ref: found.publicId }
    })
  }

  /** Two orders with one voucher wait for each other here. */
  async #lock(trx: Trx, input: string): Promise<Voucher | null> {
    const code = sixteenDigits.normalise(input)
    if (!code) return null
    return Voucher.query({ client: trx })
      .where('codeHash', hashCode(code))
      .where('environment', this.store)
      .forUpdate()
      .first()
  }
}

async function refusalOf(
  trx: Trx,
  voucher: Voucher | null,
  amount: number
): Promise<Refusal | null> {
  if (!voucher) return 'voucher_unknown'
  const used = await VoucherRedemption.query({ client: trx })
    .where('voucherId', voucher.id)
    .where('status', 'redeemed')
    .first()
  if (used) return 'voucher_used'
  if (voucher.expiresAt && voucher.expiresAt <= clock.now()) return 'voucher_expired'
  return voucher.amount < amount ? 'voucher_insufficient' : null
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
