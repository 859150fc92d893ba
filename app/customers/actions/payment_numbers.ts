import { spend } from '#core/limits'
import { paymentMethod, payments } from '#payments/main'
import type { NumberVerification, VerificationFailure } from '#payments/contract'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { maskPhone } from '#shared/phone'
import { err, ok, type Result } from '#shared/result'
import { holdCustomer } from '#customers/actions/hold_customer'
import type Customer from '#customers/models/customer'
import PaymentNumber, { hashOf } from '#customers/models/payment_number'

type Failure = { type: VerificationFailure | 'too_often' }
type NumberMethod = PaymentNumber['method']
/** `closed`: the account was deleted meanwhile. */
type Registered = Result<PaymentNumber, { type: 'malformed' | 'not_offered' | 'closed' }>

/**
 * Registers a number to which purchases may be charged and has the operator send a code to it (R4.5). A
 * number that the customer has registered already is that one again.
 *
 * @param input as it was typed, grouped as one likes
 */
export async function registerNumber(
  customer: Customer,
  method: NumberMethod,
  input: string
): Promise<Registered> {
  const verification = await verificationOf(customer, method)
  if (!verification) return err({ type: 'not_offered' })
  const number = verification.normalise(input)
  if (!number) return err({ type: 'malformed' })
  const numberHash = hashOf(method, number)
  const masked = maskOf(method, number)
  return transaction(async (trx): Promise<Registered> => {
    const { id: customerId, maySignIn } = await holdCustomer(trx, customer.id)
    if (!maySignIn) return err({ type: 'closed' })
    const known = await PaymentNumber.query({ client: trx })
      .where({ customerId, method, numberHash })
      .whereNull('removedAt')
      .first()
    if (known) return ok(known)
    const wish = { customerId, method, number, numberHash, masked }
    return ok(await PaymentNumber.create(wish, { client: trx }))
  })
}

/** Has the operator send a new code to a number. */
export async function requestCode(
  customer: Customer,
  number: PaymentNumber
): Promise<Result<undefined, Failure>> {
  if (!(await spend('resend', `number:${customer.publicId}`))) return err({ type: 'too_often' })
  const verification = await verificationOf(customer, number.method)
  if (!verification) return err({ type: 'unavailable' })
  return verification.requestNumberVerification(number.number)
}

/** In the development store, whose sandbox has no telephone: the code that it would have sent. Null in production. */
export async function trialCode(customer: Customer, number: PaymentNumber): Promise<string | null> {
  if (customer.environment !== 'development' || number.verifiedAt) return null
  const verification = await verificationOf(customer, number.method)
  return (await verification?.trialCode?.(number.number)) ?? null
}

/** Judges the code that the customer read from the operator's message; a right one verifies the number. */
export async function confirmCode(
  customer: Customer,
  number: PaymentNumber,
  code: string
): Promise<Result<undefined, Failure>> {
  if (!(await spend('second_factor', `number:${number.publicId}`)))
    return err({ type: 'too_often' })
  const verification = await verificationOf(customer, number.method)
  if (!verification) return err({ type: 'unavailable' })
  const confirmed = await verification.confirmNumber(number.number, code)
  if (!confirmed.ok) return confirmed
  await transaction((trx) => number.verify({ by: customer, at: clock.now(), trx }))
  return ok()
}

/** Takes a number out of the account. */
export function removeNumber(customer: Customer, number: PaymentNumber): Promise<void> {
  return transaction((trx) => number.remove({ by: customer, at: clock.now(), trx }))
}

async function verificationOf(
  { environment }: Customer,
  method: NumberMethod
): Promise<NumberVerification | null> {
  if (!payments().has(environment, method)) return null
  const { numbers } = await paymentMethod(method, environment)
  return numbers ?? null
}

/** What screens show of a number (R2.5): a Flexi number is a telephone number, a Speedy number is none. */
export function maskOf(method: NumberMethod, number: string): string {
  return method === 'speedy' ? `•••• ${number.slice(-4)}` : maskPhone(number)
}
