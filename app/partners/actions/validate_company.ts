import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import type Staff from '#identity/models/staff'
import { attributeOf, COMPANY_FIELDS, type FieldName } from '#partners/company_fields'
import { holdPartner } from '#partners/actions/hold_partner'
import CompanyChange, {
  type SectionValues,
  type ValidatedSection,
} from '#partners/models/company_change'
import Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

const SECTIONS: readonly ValidatedSection[] = ['contact', 'company', 'legality']

/** What of a partner's group Legal validates, as it is now. */
export function validatedValues(partner: Partner, section: ValidatedSection): SectionValues {
  return Object.fromEntries(
    COMPANY_FIELDS.filter((field) => field.section === section && field.legal).map(({ name }) => [
      name,
      valueOf(partner, name),
    ])
  )
}

/** What is on Legal's side of a partner's data: open, or sent back to the partner. */
export function pendingChanges(partnerId: number, trx?: Trx): Promise<CompanyChange[]> {
  return CompanyChange.query(trx ? { client: trx } : {})
    .where('partner_id', partnerId)
    .whereIn('status', ['open', 'returned'])
    .orderBy('id')
    .exec()
}

/**
 * What Legal has validated goes back to Legal when it changes (R2.4): per group, what it was is kept. Changed back to that, there is
 * nothing to look at, and the former validation counts again.
 *
 * @param partner with its new values set and not saved
 * @param before the values of each group before
 */
export async function noteCompanyChanges(
  trx: Trx,
  partner: Partner,
  before: ReadonlyMap<ValidatedSection, SectionValues>
): Promise<void> {
  const at = clock.now()
  const pending = await pendingChanges(partner.id, trx)
  const validatedAt = partner.legalValidatedAt ?? pending[0]?.validatedAt
  // Never validated: Legal sees it with the first content.
  if (!validatedAt) return
  for (const [section, was] of before) {
    const is = validatedValues(partner, section)
    if (same(is, was)) continue
    const open = pending.find((change) => change.section === section)
    if (open && same(is, open.values)) {
      open.merge({ status: 'reverted', before: null, decidedAt: at })
      await open.useTransaction(trx).save()
    } else if (open) {
      open.merge({ status: 'open', changedAt: at, reason: null, decidedBy: null, decidedAt: null })
      await open.useTransaction(trx).save()
    } else {
      await CompanyChange.create(
        {
          partnerId: partner.id,
          section,
          status: 'open',
          before: JSON.stringify(was),
          validatedAt,
          changedAt: at,
        },
        { client: trx }
      )
    }
  }
  const left = await pendingChanges(partner.id, trx)
  partner.legalValidatedAt = left.length > 0 ? null : validatedAt
}

/** The validated values of each group, to be compared with what they become. */
export function snapshot(partner: Partner): Map<ValidatedSection, SectionValues> {
  return new Map(SECTIONS.map((section) => [section, validatedValues(partner, section)]))
}

type Decision = Result<CompanyChange, { type: 'not_found' | 'too_late' }>

/**
 * Legal has looked at what was and what is of one group. With the last one the company is validated again.
 *
 * @param seen when the change that the page showed was made, epoch milliseconds: a newer one has not been looked at
 * @param reason what is to be corrected; null when it is right
 */
export function decideCompanyChange(order: {
  partnerId: string
  id: string
  by: Staff
  seen: number
  reason: string | null
}): Promise<Decision> {
  return transaction(async (trx): Promise<Decision> => {
    const found = await Partner.findBy({ publicId: order.partnerId }, { client: trx })
    const partner = found && (await holdPartner(trx, found.id))
    const change =
      partner &&
      (await CompanyChange.query({ client: trx })
        .where({ partner_id: partner.id, public_id: order.id })
        .forUpdate()
        .first())
    if (!partner || !change) return err({ type: 'not_found' })
    if (change.status !== 'open' || change.changedAt.toMillis() !== order.seen) {
      return err({ type: 'too_late' })
    }
    const at = clock.now()
    await decide(partner, change, order, { at, trx })
    if (order.reason === null) await validateIfDone(partner, { at, trx })
    return ok(change)
  })
}

/**
 * Legal has approved the company with a content: whatever waited of its data has been looked at with it, and is recorded and told as if it
 * had been decided on its own. What Legal sent back still waits for the partner, and the company with it.
 *
 * @param partner held by the caller
 */
export async function validateCompany(
  trx: Trx,
  partner: Partner,
  by: Staff,
  at: DateTime
): Promise<void> {
  for (const change of await pendingChanges(partner.id, trx)) {
    if (change.status === 'open') await decide(partner, change, { by, reason: null }, { at, trx })
  }
  await validateIfDone(partner, { at, trx })
}

/** Ends what waits for Legal, with what it was before and why it was returned, because the account itself ends. */
export async function dropCompanyChanges(trx: Trx, partner: Partner): Promise<void> {
  const at = clock.now().toMillis()
  const changes = () => trx.from('company_changes').where('partner_id', partner.id)
  await changes()
    .whereIn('status', ['open', 'returned'])
    .update({ status: 'reverted', decided_at: at, updated_at: at })
  await changes().update({ before: null, reason: null })
}

/** Writes Legal's word on one group; the trail has it, and the partner hears of it. */
async function decide(
  partner: Partner,
  change: CompanyChange,
  { by, reason }: { by: Staff; reason: string | null },
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<void> {
  change.merge({
    status: reason === null ? 'validated' : 'returned',
    decidedBy: by.publicId,
    decidedAt: at,
    reason,
    ...(reason === null && { before: null }),
  })
  await change.useTransaction(trx).save()
  await audit(trx, {
    type: reason === null ? 'partner.data_validated' : 'partner.data_returned',
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'partner', id: partner.publicId },
    data: { section: change.section },
  })
  await enqueueMail(trx, 'partners.company_decided', { changeId: change.id })
}

async function validateIfDone(
  partner: Partner,
  { at, trx }: { at: DateTime; trx: Trx }
): Promise<void> {
  const left = await pendingChanges(partner.id, trx)
  if (left.length > 0) return
  await partner.merge({ legalValidatedAt: at }).useTransaction(trx).save()
}

function valueOf(partner: Partner, name: FieldName): string | null {
  return (partner[attributeOf(name) as keyof Partner] as string | null) ?? null
}

function same(one: SectionValues, other: SectionValues): boolean {
  return (Object.keys({ ...one, ...other }) as FieldName[]).every(
    (name) => (one[name] ?? null) === (other[name] ?? null)
  )
}
