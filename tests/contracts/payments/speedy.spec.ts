import plugin from '#plugins/payments/speedy/index'
import { gatewayMethodContract } from '#tests/contracts/payments/gateway_method_contract'

gatewayMethodContract(plugin, {
  settles: 'billed',
  lacks: ['voucher'],
  wants: { number: '122100123456' },
})
