import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'
import { dropTokens } from '#identity/tokens/single_use_tokens'
import Partner from '#partners/models/partner'
import PartnerRegistration from '#partners/models/partner_registration'
import { attributeOf, COMPANY_FIELDS } from '#partners/company_fields'
import { openRegistration, type KeptRegistration } from './keep_registration.js'

type Confirmation = Result<undefined, { type: 'not_found' | 'expired' }>

/**
 * Makes the account of a registration whose owner has looked at it again, once however often it is pressed
 * (R2.2), and has the activation mail sent (R2.3). Who registers an address that is active learns nothing:
 * the answer is the same, and the address's owner is told by mail.
 */
export async function confirmRegistration(id: string): Promise<Confirmation> {
  try {
    return await confirmOnce(id)
  } catch (error) {
    // Somebody else's registration of the same address came first: now it is a known one.
    if (isUniqueViolation(error)) return confirmOnce(id)
    throw error
  }
}

function confirmOnce(id: string): Promise<Confirmation> {
  return transaction(async (trx) => {
    const registration = await PartnerRegistration.query({ client: trx })
      .where('public_id', id)
      .forUpdate()
      .first()
    if (!registration) return err({ type: 'not_found' as const })
    if (registration.confirmedAt) return ok()
    if (!registration.isOpen(clock.now())) return err({ type: 'expired' as const })
    await settle(openRegistration(registration), trx)
    await registration.confirm({ at: clock.now(), trx })
    return ok()
  })
}

async function settle(kept: KeptRegistration, trx: Trx): Promise<void> {
  const known = await Partner.query({ client: trx })
    .where('email', kept.data.email)
    .forUpdate()
    .first()
  if (known && known.status !== 'registered') {
    return enqueueMail(trx, 'partners.known_address', { partnerId: known.id })
  }
  // Nobody has proven that an unactivated address is theirs: who registers last is believed, and links of
  // before die with the data that they would have activated.
  const partner = known ?? new Partner()
  if (known) await dropTokens(trx, 'partner.activate', known.id)
  const attributes = COMPANY_FIELDS.map(({ name }) => [attributeOf(name), kept.data[name] ?? null])
  partner.merge({
    ...Object.fromEntries(attributes),
    status: 'registered',
    language: kept.language,
    password: kept.passwordHash,
    activatedAt: null,
    legalValidatedAt: null,
  })
  await partner.useTransaction(trx).save()
  await audit(trx, {
    type: 'partner.registered',
    actor: { kind: 'anonymous' },
    subject: { kind: 'partner', id: partner.publicId },
  })
  await enqueueMail(trx, 'partners.activation', { partnerId: partner.id })
}
