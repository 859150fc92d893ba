import type { ApplicationService } from '@adonisjs/core/types'

/** Binds each payment method to its plug-in, and the voucher method to the store's own vouchers. */
export default class PaymentsProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { PaymentRegistry } = await import('#payments/registry')
    const { bindPayments } = await import('#payments/main')
    const { default: config } = await import('#config/payments')
    const { clock } = await import('#shared/clock')
    const { VoucherLedger } = await import('#vouchers/voucher_ledger')
    const plugins = {
      speedy: () => import('#plugins/payments/speedy/index'),
      flexi_postpaid: () => import('#plugins/payments/flexi_postpaid/index'),
      flexi_prepaid: () => import('#plugins/payments/flexi_prepaid/index'),
      delima: () => import('#plugins/payments/delima/index'),
      instant_payment: () => import('#plugins/payments/instant_payment/index'),
      telkom_voucher: () => import('#plugins/payments/telkom_voucher/index'),
    }
    bindPayments(
      new PaymentRegistry(config, plugins, {
        now: () => clock.now().toMillis(),
        voucherBook: (store) => new VoucherLedger(store),
      })
    )
  }
}
