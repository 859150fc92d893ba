import type { Translate } from '#core/words'
import { findBank } from '#partners/banks'
import { maskNumber } from '#partners/mask'
import type { BankAccount, BankChangeStatus, BankChannel } from '#partners/models/bank_change'

export const BANK_CHANGE_PILLS: Readonly<
  Record<BankChangeStatus, { verdict: string; label: string }>
> = {
  unconfirmed: { verdict: 'hold', label: 'partners.bank_change.status.unconfirmed' },
  confirmed: { verdict: 'hold', label: 'partners.bank_change.status.confirmed' },
  checked: { verdict: 'hold', label: 'partners.bank_change.status.checked' },
  approved: { verdict: 'ok', label: 'partners.bank_change.status.approved' },
  refused: { verdict: 'bad', label: 'partners.bank_change.status.refused' },
  cancelled: { verdict: 'idle', label: 'partners.bank_change.status.cancelled' },
  lapsed: { verdict: 'idle', label: 'partners.bank_change.status.lapsed' },
}

export const CHANNEL_LABELS: Readonly<Record<BankChannel, string>> = {
  phone: 'partners.bank_change.channel.phone',
  video: 'partners.bank_change.channel.video',
  in_person: 'partners.bank_change.channel.in_person',
  letter: 'partners.bank_change.channel.letter',
}

/** A bank as it is known to clearing: `Bank Mandiri (008)`; one that is not on the list by its name alone. */
export function bankWithCode(name: string): string {
  const code = findBank(name)?.code
  return code ? `${name} (${code})` : name
}

/** Two accounts beside each other, their numbers masked unless they were uncovered. */
export function accountRows(
  former: BankAccount,
  wanted: BankAccount,
  t: Translate,
  isShown: boolean
) {
  const number = (value: string) => (isShown ? value : maskNumber(value))
  const rows: [string, string, string, boolean][] = [
    [
      'partners.fields.bank_name',
      bankWithCode(former.bankName),
      bankWithCode(wanted.bankName),
      former.bankName !== wanted.bankName,
    ],
    [
      'partners.fields.bank_branch',
      former.bankBranch,
      wanted.bankBranch,
      former.bankBranch !== wanted.bankBranch,
    ],
    [
      'partners.fields.bank_account',
      number(former.bankAccount),
      number(wanted.bankAccount),
      former.bankAccount !== wanted.bankAccount,
    ],
    [
      'partners.fields.bank_holder',
      former.bankHolder,
      wanted.bankHolder,
      former.bankHolder !== wanted.bankHolder,
    ],
  ]
  return rows.map(([label, before, after, changed]) => ({
    label: t(label),
    before,
    after,
    changed,
  }))
}
