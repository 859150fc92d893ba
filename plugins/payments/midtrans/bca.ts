import { midtransPlugin } from '#plugins/payments/midtrans/method'

export default midtransPlugin('midtrans_bca', { type: 'virtual_account', bank: 'bca' })
