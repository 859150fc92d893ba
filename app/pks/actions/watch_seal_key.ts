import logger from '@adonisjs/core/services/logger'
import { enqueueMail } from '#core/mail/mail'
import type { StaffRole } from '#identity/models/staff'
import { openKey, type Hindrance } from '#pks/actions/sealing_material'
import Agreement from '#pks/models/agreement'
import type SealKey from '#pks/models/seal_key'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'

/** Days before the end of the key's certificate at which administrators are told, once each. */
export const TOLD_BEFORE_DAYS = [30, 7, 1] as const
const TOLD: StaffRole = 'administrator'
const BATCH = 200

/**
 * Looks at the sealing key: its certificates, their revocation, their end. Administrators are told before it ends, and once a day
 * while it cannot seal. A schedule; safe to rerun.
 */
export async function watchSealKey(): Promise<void> {
  const opened = await openKey()
  await transaction(async (trx) => {
    if (!opened.ok) return tellOfWaiting(trx, opened.error)
    const { key } = opened.value
    // A list that cannot be had for an hour harms nobody until a document waits for it.
    if (key.status === 'unknown') return
    if (key.status !== 'good') {
      return tellOfWaiting(trx, { type: `key_${key.status}`, cause: key.reason })
    }
    await tellOfEnd(trx, key)
  })
}

async function tellOfEnd(trx: Trx, key: SealKey): Promise<void> {
  const left = key.daysLeft(clock.now())
  const threshold = TOLD_BEFORE_DAYS.findLast((days) => left < days)
  if (threshold === undefined) return
  for (const staffId of await administrators(trx)) {
    await enqueueMail(
      trx,
      'pks.seal_key_ends',
      { keyId: key.id, staffId },
      `pks.seal_key_ends:${key.publicId}:${threshold}:${staffId}`
    )
  }
}

/** Nothing can be sealed: to administrators, once a day for each cause. */
export async function tellOfWaiting(trx: Trx, { type, cause }: Hindrance): Promise<void> {
  logger.warn({ because: type, cause }, 'seals: nothing can be sealed')
  const today = clock.now().toISODate()
  for (const staffId of await administrators(trx)) {
    await enqueueMail(
      trx,
      'pks.seal_waits',
      { because: type, cause, staffId },
      `pks.seal_waits:${type}:${today}:${staffId}`
    )
  }
}

async function administrators(trx: Trx): Promise<number[]> {
  const rows = await trx.from('staff').where('role', TOLD).where('disabled', 0).select('id')
  return rows.map(({ id }) => id)
}

/** Has documents that wait for key, list or time stamp sealed when their time has come. A schedule; safe to rerun. */
export async function retryHeldSeals(): Promise<void> {
  const due = await Agreement.query()
    .where('status', 'requested')
    .where('seal_retry_at', '<=', clock.now().toMillis())
    .orderBy('id')
    .limit(BATCH)
  for (const agreement of due) {
    await transaction((trx) =>
      enqueue(trx, {
        kind: 'pks.seal',
        payload: { agreementId: agreement.id },
        dedupeKey: `pks.seal:${agreement.publicId}:${agreement.sealRetryAt!.toMillis()}`,
      })
    )
  }
}
