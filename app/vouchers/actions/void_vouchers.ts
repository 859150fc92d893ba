import { audit, type AuditActor } from '#audit/record'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import type { Rupiah } from '#shared/money'
import { err, ok, type Result } from '#shared/result'
import { bookVoided } from '#vouchers/actions/book_vouchers'
import Voucher from '#vouchers/models/voucher'
import VoucherBatch from '#vouchers/models/voucher_batch'

/**
 * Makes vouchers void that were stolen or printed wrongly: they pay nothing from now on. Orders that they paid stay paid.
 *
 * @param serial one of them, as it stands on the print; without, the whole batch
 * @returns how many, and what was left on them
 */
export function voidVouchers(change: {
  batch: string
  serial: number | null
  reason: string
  actor: AuditActor
}): Promise<Result<{ count: number; rest: Rupiah }, { type: 'unknown' | 'void_already' }>> {
  return transaction(async (trx) => {
    const { serial, reason, actor } = change
    const batch = await VoucherBatch.findBy('publicId', change.batch, { client: trx })
    if (!batch) return err({ type: 'unknown' })
    const all = await Voucher.query({ client: trx })
      .where('batchId', batch.id)
      .where((one) => void (serial === null || one.where('serial', serial)))
      .orderBy('id')
      .forUpdate()
    if (all.length === 0) return err({ type: 'unknown' })
    const good = all.filter(({ voidedAt }) => voidedAt === null)
    if (good.length === 0) return err({ type: 'void_already' })
    const at = clock.now()
    if (serial === null) await batch.merge({ voidedAt: at, voidReason: reason }).save()
    for (const voucher of good) {
      await voucher.merge({ voidedAt: at }).save()
      await bookVoided(trx, voucher, voucher.rest)
    }
    const rest = good.reduce((sum, voucher) => sum + voucher.rest, 0)
    await audit(trx, {
      type: 'voucher.voided',
      actor,
      subject: { kind: 'voucher_batch', id: batch.publicId },
      data: { batch: batch.name, count: good.length, amount: rest, ...(serial && { serial }) },
    })
    return ok({ count: good.length, rest })
  })
}
