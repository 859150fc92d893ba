import type Partner from '#partners/models/partner'
import Agreement from '#pks/models/agreement'

export const PAGE_SIZE = 25

export interface AgreementPage {
  agreements: Agreement[]
  /** Public id after which the next page begins, or null. */
  next: string | null
}

/** Agreements, newest first; one partner's, or everybody's for staff. `after` is the last public id of the page before. */
export async function listAgreements(filter: {
  partner?: Partner
  status?: Agreement['status'] | null
  after?: string | null
}): Promise<AgreementPage> {
  const query = Agreement.query()
    .orderBy('public_id', 'desc')
    .limit(PAGE_SIZE + 1)
  if (filter.partner) query.where('partner_id', filter.partner.id)
  if (filter.status) query.where('status', filter.status)
  if (filter.after) query.where('public_id', '<', filter.after)
  const found = await query
  const agreements = found.slice(0, PAGE_SIZE)
  return { agreements, next: found.length > PAGE_SIZE ? agreements.at(-1)!.publicId : null }
}
