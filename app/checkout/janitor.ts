import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { renewSubscription } from '#checkout/actions/renew_subscription'
import { settlePayment } from '#checkout/actions/settle_payment'
import { clock } from '#shared/clock'

/** A payment that nobody has looked at for so long is asked about. */
const QUIET_FOR_MS = 30_000
const AT_ONCE = 50

/** Asks what became of payments whose answer was lost, and closes those that waited too long. */
export async function settleQuietPayments(): Promise<void> {
  const before = clock.now().toMillis() - QUIET_FOR_MS
  const quiet = await db
    .from('payments')
    .whereIn('status', ['pending', 'unknown'])
    .where('updated_at', '<', before)
    .orderBy('updated_at')
    .limit(AT_ONCE)
    .select('id')
  for (const { id } of quiet) {
    // Touched first: one that fails every time must not keep the others waiting.
    await db.from('payments').where('id', id).update({ updated_at: clock.now().toMillis() })
    await settlePayment(id).catch((error) =>
      logger.error({ err: error, payment: id }, 'janitor: payment')
    )
  }
}

/**
 * Charges the next month of what is due, tries declined ones again whose time has come, and closes what was stopped
 * and is used up.
 */
export async function turnSubscriptions(): Promise<void> {
  const now = clock.now().toMillis()
  for (let last = 0, due = [{ id: 0 }]; due.length > 0; last = due.at(-1)?.id ?? last) {
    due = await dueSubscriptions(now, last)
    for (const { id } of due) {
      await renewSubscription(id).catch((error) =>
        logger.error({ err: error, subscription: id }, 'janitor: renewal')
      )
    }
  }
  await db
    .from('subscriptions')
    .where('status', 'stopping')
    .where('access_until', '<=', now)
    .update({ status: 'stopped', updated_at: now })
}

/** Those after `last`. One whose payment is still open is not due: it is asked about elsewhere. */
function dueSubscriptions(now: number, last: number): Promise<{ id: number }[]> {
  return db
    .from('subscriptions')
    .where('status', 'active')
    .where('renews_at', '<=', now)
    .where((time) => time.whereNull('retry_at').orWhere('retry_at', '<=', now))
    .whereNotExists((open) =>
      open
        .from('payments')
        .whereColumn('payments.order_id', 'subscriptions.order_id')
        .whereIn('payments.status', ['pending', 'unknown'])
    )
    .where('id', '>', last)
    .orderBy('id')
    .limit(AT_ONCE)
    .select('id')
}
