import { reads } from '#shared/database/main'

export interface CompanyLine {
  id: number
  public_id: string
  company_name: string
  name: string
  status: 'active' | 'disabled'
  /** epoch milliseconds */
  created_at: number
  legal_validated_at: number | null
  contents: number
}

const PAGE_SIZE = 30

/** Companies by name or contact, the newest first. Nothing personal is among what is read. */
export async function listCompanies(typed: string, before: number | null, waiting = false) {
  const word = typed.trim().slice(0, 80)
  const conditions = [
    ...(word ? [`lower(p.company_name || ' ' || p.name) like lower(?) escape '!'`] : []),
    ...(before === null ? [] : ['p.id < ?']),
    // Something that Legal had validated has changed since (R2.4).
    ...(waiting
      ? [`exists (select 1 from company_changes w where w.partner_id = p.id and w.status = 'open')`]
      : []),
  ]
  const rows = await reads().all<CompanyLine>(
    `select p.id, p.public_id, p.company_name, p.name, p.status, p.created_at, p.legal_validated_at,
       (select count(*) from contents c where c.partner_id = p.id) as contents
     from partners p ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by p.id desc limit ${PAGE_SIZE + 1}`,
    [...(word ? [`%${word.replace(/[!%_]/g, '!$&')}%`] : []), ...(before === null ? [] : [before])]
  )
  const companies = rows.slice(0, PAGE_SIZE)
  return { companies, next: rows.length > PAGE_SIZE ? companies.at(-1)!.id : null }
}

export interface CompanyContent {
  public_id: string
  version_public_id: string
  name: string | null
  status: string
  saved_at: number
  /** Whether it was ever published: it has a page of its own then. */
  is_published: boolean
}

/** The newest version of each of a company's contents. */
export async function contentsOfCompany(partnerId: number): Promise<CompanyContent[]> {
  const rows = await reads().all<
    Omit<CompanyContent, 'is_published'> & {
      live_version_id: number | null
      suspended_at: number | null
      withdrawn_at: number | null
    }
  >(
    `select c.public_id, v.public_id as version_public_id, v.name, v.status, v.saved_at,
       c.live_version_id, c.suspended_at, c.withdrawn_at
     from contents c join content_versions v on v.id = c.latest_version_id
     where c.partner_id = ?
     order by c.id desc limit 100`,
    [partnerId]
  )
  return rows.map((row) => ({
    ...row,
    status: row.withdrawn_at ? 'withdrawn' : row.suspended_at ? 'suspended' : row.status,
    is_published: row.live_version_id !== null,
  }))
}
