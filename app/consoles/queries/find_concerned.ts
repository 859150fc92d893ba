import { reads } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

/** A content or a company whose events are wanted. */
export interface Concerned {
  kind: 'content' | 'partner'
  id: string
  name: string
  /** of a content: its company */
  company: string | null
}

/** More than anybody chooses from: who finds so many writes more of the name. */
export const CONCERNED_SHOWN = 12

/** A content is called by its newest name, and found by every name that it had. */
const NAMED = `
  select 'content' as kind, c.public_id as id, v.name as name, p.company_name as company, had.name as known
  from contents c join content_versions v on v.id = c.latest_version_id
    join content_versions had on had.content_id = c.id join partners p on p.id = c.partner_id
  union all
  select 'partner' as kind, p.public_id as id, p.company_name as name, null as company, p.company_name as known from partners p`

/**
 * The contents and companies that a text means: by public id, by a whole name, or else by a part of one, companies
 * before contents. One more than {@link CONCERNED_SHOWN} at most.
 */
export async function findConcerned(text: string): Promise<Concerned[]> {
  const ask = (condition: string, value: string) =>
    reads().all<Concerned>(
      `select distinct kind, id, name, company from (${NAMED}) named where ${condition}
       order by kind desc, name, id limit ${CONCERNED_SHOWN + 1}`,
      [value]
    )
  if (isPublicId(text.toUpperCase())) return ask('id = ?', text.toUpperCase())
  const whole = await ask('lower(known) = lower(?)', text)
  if (whole.length > 0) return whole
  return ask(`lower(known) like lower(?) escape '!'`, `%${text.replace(/[!%_]/g, '!$&')}%`)
}
