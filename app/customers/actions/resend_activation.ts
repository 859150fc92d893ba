import { enqueueMail } from '#core/mail/mail'
import { spend } from '#core/limits'
import type { StoreEnvironment } from '#core/http/surfaces'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { ACTIVATION } from '#identity/activation/terms'
import CustomerRegistration from '#customers/models/customer_registration'

/** Takes one of the mails that an address may get of registrations and requests that anybody can make (R4.2). */
export function mayWriteTo(environment: StoreEnvironment, email: string): Promise<boolean> {
  return spend('resend', `customer:${environment}:${email}`)
}

/** Sends the activation mail again where one is due (R4.2). Says nothing: neither to its caller. */
export async function resendActivation(
  environment: StoreEnvironment,
  email: string
): Promise<void> {
  if (!(await mayWriteTo(environment, email))) return
  await transaction(async (trx) => {
    const waiting = await CustomerRegistration.query({ client: trx })
      .where({ environment, email })
      .where('expires_at', '>', clock.now().toMillis())
      .orderBy('id', 'desc')
      .limit(ACTIVATION.resent)
    for (const { id } of waiting) {
      await enqueueMail(trx, 'customers.activation', { registrationId: id })
    }
  })
}
