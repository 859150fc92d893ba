import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { finish } from '#forwarding/actions/deliver'
import Delivery from '#forwarding/models/delivery'
import { clock } from '#shared/clock'
import { transaction, type Client } from '#shared/database/main'

/** Longer than any run of the workbench, whose deliveries no outbox row stands for. */
const QUIET = { minutes: 15 }

/**
 * Settles, as failed, deliveries that nobody will attempt any more: their outbox row is dead (every attempt of the
 * worker threw), or the process that ran their scenario ended. So the order goes on to its refund, and
 * does not wait for ever.
 *
 * @returns how many it settled
 */
export async function settleAbandoned(): Promise<number> {
  const underWay = await attemptsUnderWay(db.connection())
  const pending = await Delivery.query()
    .where('status', 'pending')
    .where('createdAt', '<', clock.now().minus(QUIET).toMillis())
    .select('id')
  let settled = 0
  for (const { id } of pending) {
    if (!underWay.has(id) && (await giveUp(id))) settled++
  }
  return settled
}

function giveUp(deliveryId: number): Promise<boolean> {
  return transaction(async (trx) => {
    const delivery = await Delivery.query({ client: trx })
      .where('id', deliveryId)
      .forUpdate()
      .firstOrFail()
    // Looked at again behind the lock: whoever settles a call or sends it anew holds it while it writes the row.
    if (delivery.status !== 'pending') return false
    if (delivery.lockedUntil && delivery.lockedUntil > clock.now()) return false
    const underWay = await attemptsUnderWay(trx)
    if (underWay.has(deliveryId)) return false
    logger.error({ delivery: delivery.publicId }, 'forwarding: a delivery was abandoned')
    await finish(trx, delivery, 'failed', { reason: 'abandoned', ref: null })
    return true
  })
}

/** Inner ids of the deliveries that a row of the outbox still stands for. */
async function attemptsUnderWay(client: Client): Promise<Set<number>> {
  const rows: { payload: string }[] = await client
    .from('outbox')
    .whereIn('status', ['pending', 'running'])
    .where('kind', 'forwarding.deliver')
    .select('payload')
  return new Set(rows.map(({ payload }) => Number(JSON.parse(payload).deliveryId)))
}
