import plugin from '#plugins/payments/flexi_postpaid/index'
import { gatewayMethodContract } from '#tests/contracts/payments/gateway_method_contract'

gatewayMethodContract(plugin, {
  settles: 'billed',
  lacks: ['voucher'],
  wants: { number: '02170060622' },
})
