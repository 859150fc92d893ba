import TextDraft from '#catalogue/models/text_draft'
import type { DocumentKind } from '#pks/models/pks_template'
import type { Client } from '#shared/database/main'

/** The next template of a kind of document: one member of staff writes and proposes it, another one publishes it. */
export default class TemplateDraft extends TextDraft {
  static override table = 'pks_template_drafts'

  static current(kind: DocumentKind, client?: Client): Promise<TemplateDraft | null> {
    return TemplateDraft.query(client ? { client } : {})
      .where('kind', kind)
      .whereIn('status', ['open', 'proposed'])
      .first()
  }
}
