import type { OrderFile } from '#checkout/queries/find_order'
import { publicIdsOf } from '#checkout/actions/tell_partner'
import { customerRef } from '#forwarding/customer_ref'
import { activeKey } from '#forwarding/queries/active_key'
import { signedRedirectUrl } from '#forwarding/redirect'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

/**
 * *Buka konten*: where the customer goes, signed this very moment with what the entitlement is now
 * (R4.6). Null where there is nothing to open.
 */
export function openContent(file: OrderFile): Promise<string | null> {
  const { order, delivery, version } = file
  if (!file.mayOpen || !delivery) return Promise.resolve(null)
  return transaction(async (trx) => {
    const refs = await publicIdsOf(trx, order)
    const { kid, secret } = await activeKey(trx, order.partnerId, order.environment)
    const url = signedRedirectUrl(
      {
        environment: order.environment,
        number: order.number,
        trxId: delivery.trxId,
        contentPublicId: refs.content,
        custRef: customerRef(refs.customer, refs.partner),
        status: 'active',
      },
      version,
      { kid, secret }
    )
    if (url) {
      await trx
        .from('orders')
        .where('id', order.id)
        .whereNull('redirected_at')
        .update({ redirected_at: clock.now().toMillis() })
    }
    return url
  })
}

/** The page moves on by itself the first time it says where it leads. @returns whether this is that time */
export function announceOnce(file: OrderFile): Promise<boolean> {
  const { order } = file
  if (!file.mayOpen || order.announcedAt !== null || order.redirectedAt !== null)
    return Promise.resolve(false)
  return transaction(async (trx) => {
    const announced = await trx
      .from('orders')
      .where('id', order.id)
      .whereNull('announced_at')
      .update({ announced_at: clock.now().toMillis() })
    return Number(announced) === 1
  })
}
