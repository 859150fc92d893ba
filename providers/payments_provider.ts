import type { ApplicationService } from '@adonisjs/core/types'

/** Makes the payment methods of `config/payments.ts`, and lends them the clock and the store's own vouchers. */
export default class PaymentsProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { PaymentRegistry } = await import('#payments/registry')
    const { bindPayments } = await import('#payments/main')
    const { default: config } = await import('#config/payments')
    const { clock } = await import('#shared/clock')
    const { VoucherLedger } = await import('#vouchers/voucher_ledger')
    bindPayments(
      new PaymentRegistry(config, config.plugins, {
        now: () => clock.now().toMillis(),
        voucherBook: (store) => new VoucherLedger(store),
      })
    )
  }
}
