import { enqueueMail } from '#core/mail/mail'
import { spend } from '#core/limits'
import type { StoreEnvironment } from '#core/http/surfaces'
import { transaction } from '#shared/database/main'
import Customer from '#customers/models/customer'

/** Sends the activation mail again where one is due (R4.2). Says nothing: neither to its caller. */
export async function resendActivation(
  environment: StoreEnvironment,
  email: string
): Promise<void> {
  if (!(await spend('resend', `customer:${environment}:${email}`))) return
  await transaction(async (trx) => {
    const waiting = { environment, email, status: 'registered' }
    const customer = await Customer.findBy(waiting, { client: trx })
    if (customer) await enqueueMail(trx, 'customers.activation', { customerId: customer.id })
  })
}
