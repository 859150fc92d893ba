import TextDraft from '#catalogue/models/text_draft'
import type { Client } from '#shared/database/main'

/** The next *Term of Service*, while an administrator writes it. */
export default class TermsDraft extends TextDraft {
  static override table = 'terms_drafts'

  static current(client?: Client): Promise<TermsDraft | null> {
    return TermsDraft.query(client ? { client } : {})
      .where('kind', 'terms')
      .whereIn('status', ['open', 'proposed'])
      .first()
  }
}
