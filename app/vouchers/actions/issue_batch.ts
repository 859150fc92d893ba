import type { DateTime } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import type { Rupiah } from '#shared/money'
import { publicId } from '#shared/public_id'
import { bookIssued } from '#vouchers/actions/book_vouchers'
import { codeHasher, newCode } from '#vouchers/code'
import VoucherBatch from '#vouchers/models/voucher_batch'

/** Both engines take so many rows in one statement. */
const ROWS_AT_ONCE = 500

export interface Issue {
  environment: 'production' | 'development'
  name: string
  /** Of each. */
  amount: Rupiah
  count: number
  /** Pays several orders until it is empty; without, one order, and what is left of it is gone. */
  keepsRest?: boolean
  expiresAt: DateTime | null
  actor: AuditActor
}

/**
 * Makes a batch of vouchers. The codes exist in the answer only, for whoever prints them.
 *
 * @returns one code of 16 digits a voucher, in the order of their serial numbers, which begin with 1
 */
export async function issueBatch(
  trx: Trx,
  { actor, keepsRest = false, ...issue }: Issue
): Promise<{ batch: VoucherBatch; codes: string[] }> {
  const batch = await VoucherBatch.create({ ...issue, keepsRest }, { client: trx })
  const codes = Array.from({ length: issue.count }, newCode)
  const hash = await codeHasher(trx)
  const now = clock.now().toMillis()
  const rows = codes.map((code, index) => ({
    public_id: publicId(),
    environment: issue.environment,
    batch: issue.name,
    batch_id: batch.id,
    serial: index + 1,
    code_hash: hash(code),
    is_keyed: 1,
    amount: issue.amount,
    keeps_rest: keepsRest ? 1 : 0,
    expires_at: issue.expiresAt?.toMillis() ?? null,
    created_at: now,
    updated_at: now,
  }))
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE)
    await trx.table('vouchers').multiInsert(rows.slice(first, first + ROWS_AT_ONCE))
  await bookIssued(trx, batch)
  await audit(trx, {
    type: 'voucher.batch_issued',
    actor,
    subject: { kind: 'voucher_batch', id: batch.publicId },
    data: { batch: issue.name, count: issue.count, amount: issue.amount },
  })
  return { batch, codes }
}
