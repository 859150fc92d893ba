import { enqueueMail } from '#core/mail/mail'
import Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'

/** What has happened to whom of the staff. */
export type TeamNews =
  | { what: 'invited'; invitationId: number }
  | { what: 'role' | 'disabled' | 'enabled' | 'second_factor'; staffId: number }

/** Every other administrator hears who has let whom in, or shut whom out (R5.5). */
export async function tellTeam(trx: Trx, by: Staff, news: TeamNews): Promise<void> {
  const readers = await Staff.query({ client: trx })
    .where({ role: 'administrator', disabled: 0 })
    .whereNot('id', by.id)
  for (const { id } of readers) {
    if ('staffId' in news && news.staffId === id) continue
    await enqueueMail(trx, 'identity.team_news', { ...news, readerId: id, byId: by.id })
  }
}
