import {
  approveBankChange,
  checkBankChange,
  confirmBankChange,
} from '#partners/actions/change_bank'
import type BankChange from '#partners/models/bank_change'
import type Partner from '#partners/models/partner'
import { createStaff } from './accounts.js'
import { mailsTo } from './registrations.js'

/** The path of the link in the newest mail that asks to confirm another account. */
export async function bankLink(email: string): Promise<string> {
  const links = (await mailsTo(email)).flatMap(({ text }) => [
    ...text.matchAll(/https?:\/\/[^/\s]+((?:\/en)?\/bank-change\/[\w-]+)/g),
  ])
  const path = links.at(-1)?.[1]
  if (!path) throw new Error(`no link to confirm an account was mailed to ${email}`)
  return path
}

/** What a partner has asked for goes its whole way: link, first and second member of staff. */
export async function carryThrough(partner: Partner): Promise<BankChange> {
  const path = await bankLink(partner.email)
  const confirmed = await confirmBankChange(path.split('/').at(-1)!)
  if (!confirmed.ok) throw new Error(confirmed.error.type)
  const id = confirmed.value.publicId
  const [first, second] = [await createStaff('legal'), await createStaff('finance')]
  const checked = await checkBankChange({ id, by: first, channel: 'phone' })
  const approved = await approveBankChange({ id, by: second })
  if (!checked.ok || !approved.ok) throw new Error('the change did not go its way')
  return approved.value
}
