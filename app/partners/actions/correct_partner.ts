import type { Infer } from '@vinejs/vine/types'
import { audit } from '#audit/record'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'
import { verifyPassword } from '#identity/passwords/verify'
import Partner from '#partners/models/partner'
import { attributeOf, COMPANY_FIELDS, type CompanyField } from '#partners/company_fields'
import type { correctionValidator } from '#partners/validators/registration'

export type Correction = Infer<typeof correctionValidator>

const BANK = ['bank_name', 'bank_branch', 'bank_account', 'bank_holder']

/**
 * Corrects a partner's data (R2.4). What Legal has validated goes back to Legal when it changes; another
 * bank account wants the password.
 *
 * @returns the names of the fields that changed
 */
export async function correctPartner(
  partnerId: number,
  correction: Correction
): Promise<Result<string[], { type: 'password_needed' | 'password_wrong' }>> {
  const before = await Partner.findOrFail(partnerId)
  if (changes(before, correction).some(({ name }) => BANK.includes(name))) {
    if (!correction.password) return err({ type: 'password_needed' })
    if (!(await verifyPassword(before.password, correction.password))) {
      return err({ type: 'password_wrong' })
    }
  }
  return transaction(async (trx) => {
    const partner = await Partner.query({ client: trx })
      .where('id', partnerId)
      .forUpdate()
      .firstOrFail()
    const changed = changes(partner, correction)
    partner.language = correction.language
    partner.merge(
      Object.fromEntries(changed.map(({ name }) => [attributeOf(name), next(correction, name)]))
    )
    const backToLegal = partner.legalValidatedAt !== null && changed.some(({ legal }) => legal)
    if (backToLegal) partner.legalValidatedAt = null
    await partner.useTransaction(trx).save()
    if (changed.length === 0) return ok([])
    const names = changed.map(({ name }) => name)
    await audit(trx, {
      type: 'partner.data_corrected',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'partner', id: partner.publicId },
      data: {
        fields: names.join(','),
        back_to_legal: backToLegal,
        bank: names.some((name) => BANK.includes(name)),
      },
    })
    // What Legal approved for a PKS that is not made yet is looked at again, validated before or not.
    if (changed.some(({ legal, pks }) => legal || pks)) {
      await enqueue(trx, { kind: 'partner.legal_data_changed', payload: { partnerId } })
    }
    return ok(names)
  })
}

/** The fields that would change. A personal number left empty is one that stays. */
function changes(partner: Partner, correction: Correction): CompanyField[] {
  return COMPANY_FIELDS.filter(({ name, personal }) => {
    if (name === 'email') return false
    const wanted = next(correction, name)
    if (personal && wanted === null) return false
    return wanted !== (partner[attributeOf(name) as keyof Partner] ?? null)
  })
}

function next(correction: Correction, name: CompanyField['name']): string | null {
  return (correction as Record<string, string | null | undefined>)[name] ?? null
}
