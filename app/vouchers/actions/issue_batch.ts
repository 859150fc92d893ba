import type { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
import type { Rupiah } from '#shared/money'
import { audit, type AuditActor } from '#audit/record'
import { hashCode, newCode } from '#vouchers/code'
import Voucher from '#vouchers/models/voucher'

/**
 * Makes a batch of vouchers. The codes exist in the answer only, for whoever prints them.
 *
 * @returns one code of 16 digits a voucher
 */
export async function issueBatch(
  trx: Trx,
  batch: {
    environment: 'production' | 'development'
    name: string
    amount: Rupiah
    count: number
    expiresAt: DateTime | null
    actor: AuditActor
  }
): Promise<string[]> {
  const codes = Array.from({ length: batch.count }, newCode)
  await Voucher.createMany(
    codes.map((code) => ({
      environment: batch.environment,
      batch: batch.name,
      codeHash: hashCode(code),
      amount: batch.amount,
      expiresAt: batch.expiresAt,
    })),
    { client: trx }
  )
  await audit(trx, {
    type: 'voucher.batch_issued',
    actor: batch.actor,
    subject: { kind: 'voucher_batch', id: null },
    data: { batch: batch.name, count: batch.count, amount: batch.amount },
  })
  return codes
}
