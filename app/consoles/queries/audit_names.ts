import { reads } from '#shared/database/main'

/** What an audit event speaks of: its kind and public id. */
export interface AuditReference {
  kind: string
  id: string
}

/** What people call it, and its page on the staff host where it has one. */
export interface AuditName {
  label: string
  path: string | null
}

/** `?` is the list of public ids; `page` the beginning of its page's address. */
const SOURCES: Record<string, { sql: string; page: string | null }> = {
  partner: {
    sql: 'select public_id, company_name as label from partners where public_id in (?)',
    page: '/companies/',
  },
  staff: {
    sql: 'select public_id, name as label from staff where public_id in (?)',
    page: '/staff/',
  },
  content: {
    sql: `select c.public_id, (select v.name from content_versions v where v.content_id = c.id order by v.number desc limit 1) as label
      from contents c where c.public_id in (?)`,
    page: null,
  },
  approval_round: {
    sql: `select r.public_id, v.name as label from approval_rounds r join content_versions v on v.id = r.version_id where r.public_id in (?)`,
    page: '/queue/',
  },
  agreement: {
    sql: 'select public_id, number as label from agreements where public_id in (?)',
    page: '/agreements/',
  },
  pks_reply: {
    sql: `select r.public_id, a.number as label from pks_replies r left join agreements a on a.id = r.agreement_id where r.public_id in (?)`,
    page: '/replies/',
  },
  trust_import: {
    sql: 'select public_id, source as label from trust_imports where public_id in (?)',
    page: '/trust/imports/',
  },
  trust_anchor: {
    sql: 'select public_id, subject as label from trust_anchors where public_id in (?)',
    page: '/trust/authorities/',
  },
  pinned_certificate: {
    sql: `select c.public_id, p.company_name as label from pinned_certificates c join partners p on p.id = c.partner_id where c.public_id in (?)`,
    page: '/trust/pins/',
  },
  order: {
    sql: 'select public_id, number as label from orders where public_id in (?)',
    page: null,
  },
}

/**
 * Names for a page of audit events, one query a kind. The trail itself keeps none (R8.4): it must
 * stay when a name is corrected or erased. Customers stay without a name: nobody needs it here.
 *
 * @returns by `kind:id`; what has no name is missing
 */
export async function auditNames(
  references: readonly AuditReference[]
): Promise<Map<string, AuditName>> {
  const names = new Map<string, AuditName>()
  for (const [kind, { sql, page }] of Object.entries(SOURCES)) {
    const ids = [...new Set(references.filter((one) => one.kind === kind).map(({ id }) => id))]
    if (ids.length === 0) continue
    const rows = await reads().all<{ public_id: string; label: string | null }>(
      sql.replace('(?)', `(${ids.map(() => '?').join(', ')})`),
      ids
    )
    for (const { public_id: id, label } of rows)
      names.set(`${kind}:${id}`, { label: label ?? '', path: page && `${page}${id}` })
  }
  return names
}
