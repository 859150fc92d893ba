import { neverSubmitted } from '#catalogue/queries/never_submitted'
import type Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'

/** Calls that a partner tried with contents that it never submitted go with them; all others belong to what was approved and sold. */
export async function eraseTrialCalls(trx: Trx, partner: Partner): Promise<void> {
  const contents = await neverSubmitted(trx, partner.id)
  const deliveries = await trx.from('deliveries').whereIn('content_id', contents).select('id')
  const ids = deliveries.map(({ id }) => id)
  await trx.from('scenario_runs').whereIn('content_id', contents).delete()
  await trx.from('delivery_attempts').whereIn('delivery_id', ids).delete()
  await trx.from('deliveries').whereIn('id', ids).delete()
  await trx.from('switched_off_urls').whereIn('content_id', contents).delete()
}
