import type { ContentStatus } from '#catalogue/status_labels'
import { reads } from '#shared/database/main'

export interface SoldContent {
  id: number
  public_id: string
  name: string
  company_name: string
  status: ContentStatus
  /** epoch milliseconds */
  published_at: number | null
}

const PAGE_SIZE = 30

/**
 * Contents that were ever published, by name or company, the newest first: what Legal may suspend, or has (R7.1).
 *
 * @param typed part of the content's name or of the company's
 * @param before inner id of the last content of the page before
 */
export async function listContentsOnSale(typed: string, before: number | null) {
  const word = typed.trim().slice(0, 80)
  const conditions = [
    'c.live_version_id is not null',
    ...(word
      ? [
          `(lower(v.name) like lower(?) escape '!' or lower(p.company_name) like lower(?) escape '!')`,
        ]
      : []),
    ...(before === null ? [] : ['c.id < ?']),
  ]
  const like = `%${word.replace(/[!%_]/g, '!$&')}%`
  const rows = await reads().all<
    Omit<SoldContent, 'status'> & { withdrawn_at: number | null; suspended_at: number | null }
  >(
    `select c.id, c.public_id, v.name, p.company_name, c.published_at, c.withdrawn_at, c.suspended_at
     from contents c join content_versions v on v.id = c.live_version_id join partners p on p.id = c.partner_id
     where ${conditions.join(' and ')} order by c.id desc limit ${PAGE_SIZE + 1}`,
    [...(word ? [like, like] : []), ...(before === null ? [] : [before])]
  )
  const contents = rows
    .slice(0, PAGE_SIZE)
    .map(({ withdrawn_at: withdrawn, suspended_at: suspended, ...row }): SoldContent => ({
      ...row,
      status: withdrawn ? 'withdrawn' : suspended ? 'suspended' : 'published',
    }))
  return { contents, next: rows.length > PAGE_SIZE ? contents.at(-1)!.id : null }
}
