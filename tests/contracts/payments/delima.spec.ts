import plugin from '#plugins/payments/delima/index'
import { gatewayMethodContract } from '#tests/contracts/payments/gateway_method_contract'

gatewayMethodContract(plugin, { settles: 'collected', lacks: ['need', 'number', 'voucher'] })
