import type { LucidRow } from '@adonisjs/lucid/types/model'
import type { Door, StoreEnvironment } from '#core/http/surfaces'
import type { Trx } from '#shared/database/main'
import type { Credentialed } from '#identity/actions/judge_sign_in'
import type { UserKind } from '#identity/sessions/store'

export type KeptAccount = Credentialed & LucidRow

/** Where the accounts of a kind are kept. The areas that keep them stand above this one. */
export interface AccountBook {
  /** @param environment of the store at hand; null on the other surfaces */
  find(email: string, environment: StoreEnvironment | null): Promise<KeptAccount | null>
  /** With `trx` the account is held until its end. */
  load(id: number, trx?: Trx): Promise<KeptAccount | null>
  /** Where the account signs in. */
  door(account: KeptAccount): Door
}

const books = new Map<UserKind, AccountBook>()

/** Opens the book of a kind. Done in `start/accounts.ts` alone. */
export function registerAccounts(kind: UserKind, book: AccountBook): void {
  books.set(kind, book)
}

export function accountsOf(kind: UserKind): AccountBook {
  const book = books.get(kind)
  if (!book) throw new Error(`nobody keeps the accounts of a ${kind}`)
  return book
}
