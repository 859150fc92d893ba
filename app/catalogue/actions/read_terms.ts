import encryption from '@adonisjs/core/services/encryption'
import { audit } from '#audit/record'
import TermsReading from '#catalogue/models/terms_reading'
import type TermsVersion from '#catalogue/models/terms_version'
import { holdPartner } from '#partners/actions/hold_partner'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'

const PURPOSE = 'catalogue.terms_reading'

/** What is handed out with the text, to be given back at its end: whose, which, since when. */
interface Slip {
  partner: string
  terms: string
  /** Epoch milliseconds. */
  openedAt: number
}

/** The slip that stands at the end of the terms: nobody has it who was not given the text. */
export function slipFor(partner: Partner, terms: TermsVersion): string {
  const slip: Slip = {
    partner: partner.publicId,
    terms: terms.publicId,
    openedAt: clock.now().toMillis(),
  }
  return encryption.encrypt(slip, { purpose: PURPOSE })
}

/**
 * The end of the terms was reached (R3.4). The first time is kept.
 *
 * @param slip as it came back; of somebody else, or of another version, it says nothing
 * @returns whether this partner has read these terms, now or before
 */
export async function readTerms(
  partner: Partner,
  terms: TermsVersion,
  slip: unknown,
  ip: string
): Promise<boolean> {
  if (await TermsReading.of(partner, terms)) return true
  const given = typeof slip === 'string' ? encryption.decrypt<Slip>(slip, PURPOSE) : null
  if (given?.partner !== partner.publicId || given.terms !== terms.publicId) return false
  return transaction(async (trx) => {
    // Of a partner that was erased meanwhile nothing is kept any more.
    const { erasedAt } = await holdPartner(trx, partner.id)
    if (erasedAt) return false
    const at = clock.now()
    const row = {
      public_id: publicId(),
      partner_id: partner.id,
      terms_version_id: terms.id,
      opened_at: given.openedAt,
      finished_at: at.toMillis(),
      ip,
      created_at: at.toMillis(),
      updated_at: at.toMillis(),
    }
    await trx
      .knexQuery()
      .insert(row)
      .into('terms_readings')
      .onConflict(['partner_id', 'terms_version_id'])
      .ignore()
    const kept = await TermsReading.of(partner, terms, trx)
    if (kept?.publicId !== row.public_id) return true
    await audit(trx, {
      type: 'terms.read',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'terms_version', id: terms.publicId },
      data: { version: terms.number },
    })
    return true
  })
}
