import { FakePaymentMethod } from '#payments/fake'
import { chargeRequest } from '#tests/contracts/payments/gateway_method_contract'
import { paymentMethodContract } from '#tests/contracts/payments/payment_method_contract'

for (const [key, settles] of [
  ['delima', 'collected'],
  ['speedy', 'billed'],
] as const) {
  paymentMethodContract(
    `fake ${key}`,
    { key, settles, lacks: ['need', 'number', 'voucher', 'callbacks'] },
    async () => {
      const method = new FakePaymentMethod(key, {
        collects: settles === 'billed' ? 'later' : 'at_once',
      })
      return {
        method,
        request: (overrides) => chargeRequest({}, overrides),
        declinedRequest: () => {
          method.next({ type: 'declined', reason: 'insufficient_balance' })
          return chargeRequest({})
        },
        loseNextAnswer: async () => void method.next('lose_answer'),
        loseNextRequest: async () => void method.next('lose_request'),
        makeNextPending: async () => void method.next({ type: 'pending', ref: 'P' }),
        close: async () => {},
      }
    }
  )
}
