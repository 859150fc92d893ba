import { midtransPlugin } from '#plugins/payments/midtrans/method'

export default midtransPlugin('midtrans_qris', { type: 'qris' })
