import { registerSchedule } from '#shared/outbox/handlers'
import { lapseVouchers } from '#vouchers/actions/lapse_vouchers'

registerSchedule({ name: 'vouchers.lapse', everySeconds: 3_600, run: lapseVouchers })
