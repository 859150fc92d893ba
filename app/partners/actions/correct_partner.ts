import type { Infer } from '@vinejs/vine/types'
import { audit } from '#audit/record'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'
import { requestBankChange } from '#partners/actions/change_bank'
import { holdPartner } from '#partners/actions/hold_partner'
import { noteCompanyChanges, snapshot } from '#partners/actions/validate_company'
import type { BankAccount } from '#partners/models/bank_change'
import { proveOwner, type OwnerProof, type ProofRefusal } from '#identity/actions/prove_owner'
import Partner from '#partners/models/partner'
import { attributeOf, COMPANY_FIELDS, type CompanyField } from '#partners/company_fields'
import type { correctionValidator } from '#partners/validators/registration'

export type Correction = Omit<Infer<typeof correctionValidator>, 'base'>

const BANK: readonly string[] = COMPANY_FIELDS.filter(({ section }) => section === 'account').map(
  ({ name }) => name
)

type Refusal =
  | ProofRefusal
  | { type: 'proof_needed' | 'account_needed' }
  /** The data have changed since the form was shown: what they are now. */
  | { type: 'conflict'; partner: Partner }

/** What a correction did. */
export interface Corrected {
  /** Names of the fields that changed. */
  changed: string[]
  /** Whether another bank account is on its way now; nothing of it counts yet. */
  bankChange: boolean
}

/**
 * Corrects a partner's data (R2.4). What Legal has validated goes back to Legal when it changes; another bank account wants the
 * owner's proof, and stays a wish until it is confirmed by mail and by two members of staff. Nothing is overwritten unseen: a form that stands
 * on an older edition is refused, unless it says what is there already (a form sent twice).
 *
 * @param readProof asked for only where it is needed; null when nothing whole was sent
 * @param base the edition that the form was shown; left out, nothing is compared
 */
export async function correctPartner(
  partnerId: number,
  correction: Correction,
  readProof: () => Promise<OwnerProof | null>,
  base?: number
): Promise<Result<Corrected, Refusal>> {
  const known = await Partner.findOrFail(partnerId)
  if (isStale(known, correction, base)) return err({ type: 'conflict', partner: known })
  const wished = changedBy(correction, known).map(({ name }) => name)
  if (wished.some((name) => BANK.includes(name))) {
    if (wished.includes('bank_name') && !correction.bank_account)
      return err({ type: 'account_needed' })
    const proof = await readProof()
    if (!proof) return err({ type: 'proof_needed' })
    const proven = await proveOwner('partner', known, proof)
    if (!proven.ok) return proven
  }
  return transaction(async (trx) => {
    const partner = await holdPartner(trx, partnerId)
    if (partner.password !== known.password) return err({ type: 'wrong_password' as const })
    if (isStale(partner, correction, base)) return err({ type: 'conflict' as const, partner })
    const all = changedBy(correction, partner)
    const changed = all.filter(({ name }) => !BANK.includes(name))
    const bankChange = all.length > changed.length
    const before = snapshot(partner)
    const wasValidated = partner.legalValidatedAt !== null
    if (changesAny(partner, correction)) partner.edition += 1
    partner.language = correction.language
    partner.merge(
      Object.fromEntries(
        changed.map(({ name }) => [attributeOf(name), wantedValue(correction, name)])
      )
    )
    await noteCompanyChanges(trx, partner, before)
    await partner.useTransaction(trx).save()
    if (bankChange) await requestBankChange(trx, partner, wantedAccount(partner, correction))
    const names = changed.map(({ name }) => name)
    if (names.length === 0) return ok({ changed: names, bankChange })
    await audit(trx, {
      type: 'partner.data_corrected',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: {
        fields: names.join(','),
        back_to_legal: wasValidated && partner.legalValidatedAt === null,
      },
    })
    // What Legal approved for a PKS that is not made yet is looked at again, validated before or not.
    if (changed.some(({ legal, pks }) => legal || pks)) {
      await enqueue(trx, { kind: 'partner.legal_data_changed', payload: { partnerId } })
    }
    return ok({ changed: names, bankChange })
  })
}

/** Has somebody else changed the data since, and would this form change them again? */
function isStale(partner: Partner, correction: Correction, base: number | undefined): boolean {
  return base !== undefined && base !== partner.edition && changesAny(partner, correction)
}

function changesAny(partner: Partner, correction: Correction): boolean {
  return partner.language !== correction.language || changedBy(correction, partner).length > 0
}

/** The account as it would be; a number that was left empty is the one that there is. */
function wantedAccount(partner: Partner, correction: Correction): BankAccount {
  return {
    bankName: correction.bank_name,
    bankBranch: correction.bank_branch,
    bankAccount: correction.bank_account ?? partner.bankAccount,
    bankHolder: correction.bank_holder,
  }
}

/** The fields that would change. A personal number left empty is one that stays. */
export function changedBy(correction: Correction, partner: Partner): CompanyField[] {
  return COMPANY_FIELDS.filter(({ name, personal }) => {
    if (name === 'email') return false
    const wanted = wantedValue(correction, name)
    if (personal && wanted === null) return false
    return wanted !== (partner[attributeOf(name) as keyof Partner] ?? null)
  })
}

/** What a correction says of a field; null when it says nothing. */
export function wantedValue(correction: Correction, name: CompanyField['name']): string | null {
  return (correction as Record<string, string | null | undefined>)[name] ?? null
}
