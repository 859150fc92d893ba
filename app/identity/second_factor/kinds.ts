import type { Credentialed } from '#identity/actions/judge_sign_in'
import type { UserKind } from '#identity/sessions/store'

/** Who may have a second factor: staff must, partners choose (R4.2). */
export type FactorKind = Extract<UserKind, 'partner' | 'staff'>

/** An account with the authenticator that it has enrolled, if it has one: its secret in base32. */
export type FactorAccount = Credentialed & {
  totpSecret: string | null
  totpLastStep: number | null
}

export const FACTOR_TABLES: Record<FactorKind, string> = { partner: 'partners', staff: 'staff' }

export function hasFactors(kind: UserKind): kind is FactorKind {
  return kind in FACTOR_TABLES
}

/** The account of a kind that may have a second factor, with it. */
export function withFactors(account: Credentialed): FactorAccount {
  return account as FactorAccount
}
