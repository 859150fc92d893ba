import { clearEvidence } from '#approvals/actions/add_evidence'
import { expireClaim } from '#approvals/actions/claim_round'
import { eraseMessages } from '#approvals/actions/erase_messages'
import { escalate } from '#approvals/actions/escalate'
import { judgeAllTestPurchases } from '#approvals/actions/judge_all_test_purchases'
import { judgeTestPurchases, judgeTrialDelivery } from '#approvals/actions/judge_test_purchase'
import { sweepDeskDrafts } from '#approvals/actions/keep_desk_draft'
import { mailThread } from '#approvals/actions/mail_thread'
import { reexamineTerms, reopenLegal } from '#approvals/actions/reopen_legal'
import { escalatedMail } from '#approvals/mails/escalated'
import { decidedMail, submittedMail, testPassedMail } from '#approvals/mails/letters'
import { messageToPartnerMail, messageToStaffMail } from '#approvals/mails/messages'
import type { Side } from '#approvals/models/content_message'
import { abandonedClaims } from '#approvals/queries/abandoned_claims'
import { clocksToEscalate } from '#approvals/queries/clocks_to_escalate'
import Order from '#checkout/models/order'
import { registerMail } from '#core/mail/mail'
import { ownMessages } from '#approvals/queries/own_messages'
import { registerPersonalData } from '#partners/personal_data'
import { clock } from '#shared/clock'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'

// Messages belong to the file of a content that was submitted: told, and kept with it.
registerPersonalData({ name: 'messages', collect: ownMessages, erase: eraseMessages })

registerMail('approvals.submitted', submittedMail)
registerMail('approvals.decided', decidedMail)
registerMail('approvals.test_passed', testPassedMail)
registerMail('approvals.escalated', escalatedMail)
registerMail('approvals.message_to_partner', messageToPartnerMail)
registerMail('approvals.message_to_staff', messageToStaffMail)

registerHandler('approvals.thread_mail', ({ contentId, from }: { contentId: number; from: Side }) =>
  mailThread(contentId, from)
)

registerHandler('order.fulfilled', async ({ orderId }: { orderId: number }) => {
  const order = await Order.findOrFail(orderId)
  if (order.environment === 'development') await judgeTestPurchases(order.versionId)
})

registerHandler('approvals.clear_evidence', ({ storageKey }: { storageKey: string }) =>
  clearEvidence(storageKey)
)

registerHandler('partner.legal_data_changed', ({ partnerId }: { partnerId: number }) =>
  reopenLegal(partnerId)
)

registerHandler('pks.terms_changed', ({ versionId }: { versionId: number }) =>
  reexamineTerms(versionId)
)

// A subscription passes with its renewal and its stop, which arrive in any order and long after the purchase (R4.8).
registerHandler('trial_delivery.settled', ({ deliveryId }: { deliveryId: number }) =>
  judgeTrialDelivery(deliveryId)
)

registerSchedule({
  name: 'approvals.judge_test_purchases',
  everySeconds: 900,
  run: () => judgeAllTestPurchases(),
})

// The fourteen days are watched by the minute, from the database alone: what came due while nothing ran is told of at once (R1.1).
registerSchedule({
  name: 'approvals.escalate',
  everySeconds: 60,
  run: async () => {
    for (const versionId of await clocksToEscalate(clock.now())) await escalate(versionId)
  },
})

// A claim that its owner has abandoned makes room for others (R5.5).
registerSchedule({
  name: 'approvals.expire_claims',
  everySeconds: 60,
  run: async () => {
    const at = clock.now()
    for (const round of await abandonedClaims(at)) await expireClaim(round, at)
  },
})

registerSchedule({
  name: 'approvals.sweep_desk_drafts',
  everySeconds: 3_600,
  run: sweepDeskDrafts,
})
