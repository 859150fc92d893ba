import { midtransPlugin } from '#plugins/payments/midtrans/method'

export default midtransPlugin('midtrans_bni', { type: 'virtual_account', bank: 'bni' })
