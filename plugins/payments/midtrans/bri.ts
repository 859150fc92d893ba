import { midtransPlugin } from '#plugins/payments/midtrans/method'

export default midtransPlugin('midtrans_bri', { type: 'virtual_account', bank: 'bri' })
