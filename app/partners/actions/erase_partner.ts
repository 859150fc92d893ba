import { Duration } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { revokeSessions } from '#identity/sessions/store'
import { dropTokens } from '#identity/tokens/single_use_tokens'
import { dropBankChanges } from '#partners/actions/change_bank'
import { holdPartner } from '#partners/actions/hold_partner'
import { dropCompanyChanges } from '#partners/actions/validate_company'
import Partner from '#partners/models/partner'
import { personalData } from '#partners/personal_data'
import { clock } from '#shared/clock'
import { transaction, type Client, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** Between the wish and the deed: the mail that tells of it is read, and it can be taken back. The law allows three days. */
export const ERASURE_DELAY = Duration.fromObject({ hours: 24 })

/** Something that must have ended before; `label` is the key of the sentence that says so. */
export interface Obstacle {
  label: string
  count: number
}

/** What stands in the way of an erasure: agreements in force, contents on sale or in approval, money that is not settled. */
export async function erasureObstacles(partner: Partner, client?: Client): Promise<Obstacle[]> {
  const found: Obstacle[] = []
  for (const { label, count } of personalData().flatMap(({ obstacles }) => obstacles ?? [])) {
    const total = await count(partner, client)
    if (total > 0) found.push({ label, count: total })
  }
  return found
}

/** A partner wants its personal data erased (article 8 of law 27 of 2022): a day later it is, unless it is taken back. */
export async function requestErasure(
  partner: Partner
): Promise<Result<Partner, { type: 'obstacles' }>> {
  return transaction(async (trx) => {
    const held = await holdPartner(trx, partner.id)
    if (held.erasureDueAt || held.erasedAt) return ok(held)
    const obstacles = await erasureObstacles(held, trx)
    if (obstacles.length > 0) return err({ type: 'obstacles' as const })
    held.erasureDueAt = clock.now().plus(ERASURE_DELAY)
    await held.useTransaction(trx).save()
    await note(trx, 'partner.erasure_requested', held, { kind: 'partner', id: held.publicId })
    await enqueueMail(trx, 'partners.erasure', { partnerId: held.id, step: 'requested' })
    return ok(held)
  })
}

/** Taken back in time. */
export function cancelErasure(partner: Partner): Promise<void> {
  return transaction(async (trx) => {
    const held = await holdPartner(trx, partner.id)
    if (!held.erasureDueAt || held.erasedAt) return
    await setAside(trx, held, { kind: 'partner', id: held.publicId })
    await enqueueMail(trx, 'partners.erasure', { partnerId: held.id, step: 'cancelled' })
  })
}

/** Erases whose time has come. A schedule calls it; safe to run again. */
export async function eraseDue(): Promise<void> {
  const due = await Partner.query()
    .whereNull('erased_at')
    .where('erasure_due_at', '<=', clock.now().toMillis())
    .limit(50)
  for (const partner of due) {
    await transaction(async (trx) => {
      const held = await holdPartner(trx, partner.id)
      if (!held.erasureDueAt || held.erasureDueAt > clock.now() || held.erasedAt) return
      const obstacles = await erasureObstacles(held, trx)
      if (obstacles.length === 0) return erase(trx, held)
      await setAside(trx, held, { kind: 'system' })
      await enqueueMail(trx, 'partners.erasure', { partnerId: held.id, step: 'hindered' })
    })
  }
}

/** What stands in the place of a name that was erased. */
const ERASED = '–'

/**
 * Erases what was kept of people: contact, director, identity and tax numbers of persons, account, password, sessions. The company's own
 * data, its agreements and its books stay, because tax and company law ask for them for ten years; the audit trail knows ids only.
 */
async function erase(trx: Trx, partner: Partner): Promise<void> {
  const { email } = partner
  partner.merge({
    status: 'disabled',
    email: `${partner.publicId.toLowerCase()}@erased.invalid`,
    password: ERASED,
    totpSecret: null,
    totpLastStep: null,
    name: ERASED,
    mobile: ERASED,
    directorName: ERASED,
    ktp: '',
    npwp: '',
    directorKtp: '',
    bankName: ERASED,
    bankBranch: ERASED,
    bankAccount: '',
    bankHolder: ERASED,
    erasedAt: clock.now(),
    erasureDueAt: null,
  })
  await partner.useTransaction(trx).save()
  await dropBankChanges(trx, partner)
  await dropCompanyChanges(trx, partner)
  await trx.from('partner_registrations').where('email', email).delete()
  await trx.from('partner_email_changes').where('partner_id', partner.id).delete()
  for (const table of ['recovery_codes', 'known_devices', 'passkeys'])
    await trx.from(table).where({ user_kind: 'partner', user_id: partner.id }).delete()
  await trx.from('notices').where({ reader_kind: 'partner', reader_id: partner.id }).delete()
  await dropTokens(trx, 'partner.reset', partner.id)
  await revokeSessions(trx, 'partner', partner.id)
  for (const source of personalData().toReversed()) await source.erase?.(trx, partner)
  await note(trx, 'partner.erased', partner, { kind: 'system' })
}

async function setAside(trx: Trx, partner: Partner, actor: AuditActor): Promise<void> {
  partner.erasureDueAt = null
  await partner.useTransaction(trx).save()
  await note(trx, 'partner.erasure_cancelled', partner, actor)
}

function note(trx: Trx, type: AuditType, partner: Partner, actor: AuditActor): Promise<void> {
  return audit(trx, { type, actor, subject: { kind: 'partner', id: partner.publicId } })
}
