import Delivery from '#forwarding/models/delivery'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'

/**
 * What a delivery would tell is no longer so: an open one is not sent any more. Lock its order first.
 *
 * @returns whether the partner may have heard of it: a call was placed, whatever came of it
 */
export async function callOff(trx: Trx, dedupeKey: string): Promise<boolean> {
  const delivery = await Delivery.query({ client: trx })
    .where('dedupeKey', dedupeKey)
    .forUpdate()
    .first()
  if (!delivery) return false
  if (delivery.status === 'pending') {
    await delivery
      .merge({
        status: 'called_off',
        settledAt: clock.now(),
        lockedUntil: null,
        nextAttemptAt: null,
      })
      .save()
  }
  return delivery.attempts > 0
}
