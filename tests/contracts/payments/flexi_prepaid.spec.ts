import plugin from '#plugins/payments/flexi_prepaid/index'
import { gatewayMethodContract } from '#tests/contracts/payments/gateway_method_contract'

gatewayMethodContract(plugin, {
  settles: 'collected',
  lacks: ['voucher'],
  wants: { number: '02127211141' },
})
