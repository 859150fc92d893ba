import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { bookLapsed } from '#vouchers/actions/book_vouchers'
import Voucher from '#vouchers/models/voucher'

const AT_ONCE = 200

/** Takes what is left on expired vouchers off the books. A schedule calls it; what one call does not reach, the next one does. */
export async function lapseVouchers(): Promise<void> {
  const now = clock.now()
  const late = await Voucher.query()
    .where('expiresAt', '<=', now.toMillis())
    .whereNull('voidedAt')
    .whereRaw('spent + lapsed < amount')
    .orderBy('id')
    .limit(AT_ONCE)
    .select('id')
  for (const { id } of late) {
    await transaction(async (trx) => {
      const voucher = await Voucher.query({ client: trx }).where('id', id).forUpdate().firstOrFail()
      const { rest, expiresAt, voidedAt } = voucher
      if (rest === 0 || voidedAt || !expiresAt || expiresAt > now) return
      await voucher.merge({ lapsed: voucher.lapsed + rest }).save()
      await bookLapsed(trx, voucher, rest)
    })
  }
}
