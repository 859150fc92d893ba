import { audit } from '#audit/record'
import type Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'

/**
 * Gives a dead letter another run of attempts. Handlers are safe to rerun, so nothing happens twice.
 *
 * @returns `not_dead` for one that is unknown, already under way again, or done
 */
export function retryMessage(
  staff: Staff,
  publicId: string
): Promise<Result<undefined, { type: 'not_dead' }>> {
  return transaction(async (trx) => {
    if (!isPublicId(publicId)) return err({ type: 'not_dead' })
    const revived = await trx.from('outbox').where({ public_id: publicId, status: 'dead' }).update({
      status: 'pending',
      attempts: 0,
      run_at: clock.now().toMillis(),
      locked_until: null,
      locked_by: null,
      finished_at: null,
    })
    if (Number(revived) !== 1) return err({ type: 'not_dead' })
    await audit(trx, {
      type: 'outbox.retried',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'outbox', id: publicId },
    })
    return ok()
  })
}
