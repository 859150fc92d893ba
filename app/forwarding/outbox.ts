import { registerMail } from '#core/mail/mail'
import { enqueueAttempt } from '#forwarding/actions/create_delivery'
import { deliver } from '#forwarding/actions/deliver'
import { eraseTrialCalls } from '#forwarding/actions/erase_trial_calls'
import { settleAbandoned } from '#forwarding/actions/settle_abandoned'
import { urlSwitchedOff } from '#forwarding/mails/url_switched_off'
import Delivery from '#forwarding/models/delivery'
import { ownTrialCalls } from '#forwarding/queries/own_trial_calls'
import { registerPersonalData } from '#partners/personal_data'
import { transaction } from '#shared/database/main'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'

registerHandler('forwarding.deliver', attempt, { concurrency: 24 })
registerSchedule({
  name: 'forwarding.settle_abandoned',
  everySeconds: 300,
  run: async () => void (await settleAbandoned()),
})
registerMail('forwarding.url_switched_off', urlSwitchedOff)
registerPersonalData({ name: 'trial_calls', collect: ownTrialCalls, erase: eraseTrialCalls })

async function attempt({ deliveryId }: { deliveryId: number }): Promise<void> {
  const attempted = await deliver(deliveryId)
  if (attempted.type !== 'busy') return
  // Whoever is at it may die: a later row looks again, and finds it settled where all went well.
  await transaction(async (trx) => {
    const delivery = await Delivery.findOrFail(deliveryId, { client: trx })
    await enqueueAttempt(trx, delivery, attempted.again.plus(1_000))
  })
}
