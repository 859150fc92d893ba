import ContentMessage from '#approvals/models/content_message'
import type Partner from '#partners/models/partner'

/** What a partner's people wrote to the staff, for their copy of their data. */
export async function ownMessages({ id }: Partner) {
  const messages = await ContentMessage.query()
    .where({ authorKind: 'partner', authorId: id })
    .orderBy('id')
  return messages.map(({ body, createdAt }) => ({ written_at: createdAt.toISO(), text: body }))
}
