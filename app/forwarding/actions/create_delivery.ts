import type { DateTime } from 'luxon'
import type { ForwardingEvent, ForwardingParameters } from '#forwarding/call'
import Delivery from '#forwarding/models/delivery'
import type { Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { publicId } from '#shared/public_id'

export interface NewDelivery {
  /** Stable per event: the same key again finds the first delivery. */
  dedupeKey: string
  environment: 'production' | 'development'
  event: ForwardingEvent
  /** Inner ids. */
  partnerId: number
  contentId: number
  orderId: number | null
  /** The forwarding URL of this store, as it is now. */
  url: string
  parameters: Omit<ForwardingParameters, 'v' | 'env' | 'event' | 'trx_id'>
  /** When the worker may take it; sooner only by whoever made it. */
  notBefore?: DateTime
}

/** Freezes an event for a partner and hands it to the worker, in the caller's transaction. */
export async function createDelivery(trx: Trx, wanted: NewDelivery): Promise<Delivery> {
  const known = await Delivery.query({ client: trx }).where('dedupeKey', wanted.dedupeKey).first()
  if (known) return known
  const trxId = publicId()
  const delivery = await Delivery.create(
    {
      trxId,
      dedupeKey: wanted.dedupeKey,
      partnerId: wanted.partnerId,
      contentId: wanted.contentId,
      orderId: wanted.orderId,
      environment: wanted.environment,
      event: wanted.event,
      parameters: {
        v: '1',
        env: wanted.environment,
        event: wanted.event,
        trx_id: trxId,
        ...wanted.parameters,
      },
      url: wanted.url,
      status: 'pending',
      attempts: 0,
    },
    { client: trx }
  )
  await enqueueAttempt(trx, delivery, wanted.notBefore)
  return delivery
}

/** Asks the worker for the next attempt. */
export function enqueueAttempt(trx: Trx, delivery: Delivery, runAt?: DateTime): Promise<void> {
  return enqueue(trx, {
    kind: 'forwarding.deliver',
    payload: { deliveryId: delivery.id },
    ...(runAt ? { runAt } : {}),
  })
}
