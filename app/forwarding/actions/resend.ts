import { enqueueAttempt } from '#forwarding/actions/create_delivery'
import Delivery from '#forwarding/models/delivery'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { clock } from '#shared/clock'

export type ResendError =
  { type: 'not_settled' } | { type: 'production' } | { type: 'switched_off' }

/**
 * *Kirim ulang*: places the same event once more, with the same `trx_id`. In the development store
 * only; in production the retries of the contract run by themselves and end in a refund.
 */
export function resend(delivery: Delivery): Promise<Result<Delivery, ResendError>> {
  return transaction(async (trx): Promise<Result<Delivery, ResendError>> => {
    const found = await Delivery.query({ client: trx })
      .where('id', delivery.id)
      .forUpdate()
      .firstOrFail()
    if (found.environment === 'production') return err({ type: 'production' })
    if (found.status === 'pending' || found.status === 'called_off')
      return err({ type: 'not_settled' })
    const off = await SwitchedOffUrl.query({ client: trx })
      .where('contentId', found.contentId)
      .where('environment', found.environment)
      .where('url', found.url)
      .first()
    if (off) return err({ type: 'switched_off' })
    await found.merge({ status: 'pending', settledAt: null, lockedUntil: null }).save()
    await enqueueAttempt(trx, found, clock.now().plus(1_500))
    return ok(found)
  })
}
