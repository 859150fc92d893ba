import encryption from '@adonisjs/core/services/encryption'
import hash from '@adonisjs/core/services/hash'
import { randomBytes } from 'node:crypto'
import { audit } from '#audit/record'
import { forgive, spend } from '#core/limits'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { verifyPassword } from '#identity/passwords/verify'
import { revokeSessions } from '#identity/sessions/store'
import { dropTokens } from '#identity/tokens/single_use_tokens'
import { holdCustomer } from '#customers/actions/hold_customer'
import type Customer from '#customers/models/customer'

/** What another area has to do with an account that its customer deletes. Registered in `start/accounts.ts` alone. */
export interface ClosingStep {
  /** Is something under way that the customer has to see the end of first? */
  isBusy?(trx: Trx, customer: Customer): Promise<boolean>
  /** Ends what runs, and erases what is personal. */
  close(trx: Trx, customer: Customer): Promise<void>
}

const steps: ClosingStep[] = []

export function onClosing(step: ClosingStep): void {
  steps.push(step)
}

export const FAREWELL_SEAL = 'customers.farewell'

/**
 * Deletes an account, for who knows its password: subscriptions stop, name, address, numbers and comments are erased, every
 * device is signed out. Orders and ledger stay, under an id that names nobody; the address may register anew. All of it, or
 * nothing.
 */
export async function closeCustomer(
  account: Customer,
  password: string
): Promise<Result<undefined, { type: 'wrong' | 'too_many' | 'busy' }>> {
  const pot = `customer-password:${account.id}`
  if (!(await spend('sign_in_account', pot))) return err({ type: 'too_many' })
  if (!(await verifyPassword(account.password, password))) return err({ type: 'wrong' })
  await forgive('sign_in_account', pot)
  const nobodys = await hash.make(randomBytes(24).toString('hex'))
  return transaction(async (trx) => {
    const customer = await holdCustomer(trx, account.id)
    if (!customer.maySignIn || customer.password !== account.password)
      return err({ type: 'wrong' as const })
    for (const step of steps) {
      if (await step.isBusy?.(trx, customer)) return err({ type: 'busy' as const })
    }
    for (const step of steps) await step.close(trx, customer)
    const { id, email, name, language, environment } = customer
    // The one mail that follows needs what is erased here: sealed, and only in its own row of the outbox.
    const sealed = encryption.encrypt(
      { email, name, language, environment },
      { purpose: FAREWELL_SEAL }
    )
    await eraseOwn(trx, customer)
    await customer.close({ password: nobodys, at: clock.now(), trx })
    await revokeSessions(trx, 'customer', id)
    await dropTokens(trx, 'customer.reset', id)
    await audit(trx, {
      type: 'customer.closed',
      actor: { kind: 'customer', id: customer.publicId },
      subject: { kind: 'customer', id: customer.publicId },
      data: { environment },
    })
    await enqueueMail(trx, 'customers.farewell', { sealed })
    return ok()
  })
}

/** What this area keeps of a customer beside the account. A number that orders refer to stays as a row without a number. */
async function eraseOwn(trx: Trx, { id, email, environment }: Customer): Promise<void> {
  const now = clock.now().toMillis()
  const numbers = await trx.from('payment_numbers').where('customer_id', id).select('id')
  for (const row of numbers) {
    await trx
      .from('payment_numbers')
      .where('id', row.id)
      .update({ number: '', number_hash: `erased:${row.id}`, masked: '••••', removed_at: now })
  }
  await trx.from('customer_bindings').where('customer_id', id).delete()
  await trx.from('customer_registrations').where({ environment, email }).delete()
  await trx.from('notices').where({ reader_kind: 'customer', reader_id: id }).delete()
  for (const table of ['known_devices', 'passkeys'])
    await trx.from(table).where({ user_kind: 'customer', user_id: id }).delete()
}
