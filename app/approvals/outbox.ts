import { judgeTestPurchases } from '#approvals/actions/judge_test_purchase'
import { reexamineTerms, reopenLegal } from '#approvals/actions/reopen_legal'
import { decidedMail, submittedMail, testPassedMail } from '#approvals/mails/letters'
import { versionsAwaitingFab } from '#approvals/queries/versions_awaiting_fab'
import Order from '#checkout/models/order'
import { registerMail } from '#core/mail/mail'
import { registerHandler, registerSchedule } from '#shared/outbox/handlers'

registerMail('approvals.submitted', submittedMail)
registerMail('approvals.decided', decidedMail)
registerMail('approvals.test_passed', testPassedMail)

registerHandler('order.fulfilled', async ({ orderId }: { orderId: number }) => {
  const order = await Order.findOrFail(orderId)
  if (order.environment === 'development') await judgeTestPurchases(order.versionId)
})

registerHandler('partner.legal_data_changed', ({ partnerId }: { partnerId: number }) =>
  reopenLegal(partnerId)
)

registerHandler('pks.terms_changed', ({ versionId }: { versionId: number }) =>
  reexamineTerms(versionId)
)

// A subscription passes with its renewal and its stop, which arrive in any order and long after the purchase (R4.8).
registerSchedule({
  name: 'approvals.judge_test_purchases',
  everySeconds: 60,
  run: async () => {
    for (const versionId of await versionsAwaitingFab()) await judgeTestPurchases(versionId)
  },
})
