import { ACCOUNTS, isAccount, type Entry, type TransactionKind } from '#ledger/accounts'
import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { rupiah } from '#shared/money'
import { publicId } from '#shared/public_id'

export interface Posting {
  kind: TransactionKind
  /** Stable per business fact: posting it again is a no-op. */
  idemKey: string
  /** Whose books: the two stores' money never meets. */
  environment: 'production' | 'development'
  orderId?: number
  partnerId?: number
  entries: Entry[]
}

/**
 * Books a transaction in the caller's business transaction (R8.5).
 *
 * @returns false when it was booked before
 * @throws when the entries do not sum to zero, or name an account or partner wrongly
 */
export async function post(trx: Trx, posting: Posting): Promise<boolean> {
  assertBalanced(posting)
  await trx
    .insertQuery()
    .table('ledger_transactions')
    .insert({
      public_id: publicId(),
      kind: posting.kind,
      idem_key: posting.idemKey,
      environment: posting.environment,
      order_id: posting.orderId ?? null,
      partner_id: posting.partnerId ?? null,
      booked_at: clock.now().toMillis(),
      created_at: clock.now().toMillis(),
      updated_at: clock.now().toMillis(),
    })
    .knexQuery.onConflict('idem_key')
    .ignore()
  const [transaction] = await trx
    .from('ledger_transactions')
    .where('idem_key', posting.idemKey)
    .select('id')
  const booked = await trx
    .from('ledger_entries')
    .where('transaction_id', transaction.id)
    .select('id')
    .limit(1)
  if (booked.length > 0) return false
  await trx.table('ledger_entries').multiInsert(
    posting.entries.map((entry) => ({
      transaction_id: transaction.id,
      account: entry.account,
      partner_id: entry.partnerId ?? null,
      amount: entry.amount,
    }))
  )
  return true
}

function assertBalanced({ idemKey, entries }: Posting): void {
  if (entries.length < 2) throw new Error(`ledger: ${idemKey} has fewer than two entries`)
  let sum = 0
  for (const { account, amount, partnerId } of entries) {
    if (!isAccount(account)) throw new Error(`ledger: ${idemKey} names no account: ${account}`)
    if (rupiah(amount) === 0) throw new Error(`ledger: ${idemKey} has an empty entry`)
    if (ACCOUNTS[account].perPartner !== (partnerId !== undefined)) {
      throw new Error(`ledger: ${idemKey} has ${account} with a wrong partner`)
    }
    sum += amount
  }
  if (sum !== 0) throw new Error(`ledger: ${idemKey} does not balance, off by ${sum}`)
}
