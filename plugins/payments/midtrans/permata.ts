import { midtransPlugin } from '#plugins/payments/midtrans/method'

export default midtransPlugin('midtrans_permata', { type: 'virtual_account', bank: 'permata' })
