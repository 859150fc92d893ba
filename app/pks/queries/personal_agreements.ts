import type Partner from '#partners/models/partner'
import type { Client } from '#shared/database/main'
import Agreement, { MAY_END } from '#pks/models/agreement'

/** What agreements say of a partner's people: for their export. The agreements themselves are contracts and are kept. */
export async function personalAgreements({ id }: Partner) {
  const agreements = await Agreement.query().where('partner_id', id).orderBy('id')
  return agreements.map(({ number, status, email, terms, issuedAt, acceptedAt }) => ({
    number,
    status,
    sent_to: email,
    issued_at: issuedAt?.toISO() ?? null,
    accepted_at: acceptedAt?.toISO() ?? null,
    partner: terms.partner,
  }))
}

/** Agreements that are asked for, out for signature or in force: while there is one, its people are needed. */
export async function countOpenAgreements({ id }: Partner, client?: Client): Promise<number> {
  const [row] = await Agreement.query(client ? { client } : {})
    .where('partner_id', id)
    .whereIn('status', [...MAY_END])
    .pojo<{ total: number }>()
    .count('* as total')
  return Number(row!.total)
}
