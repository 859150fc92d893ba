import Agreement from '#pks/models/agreement'
import PksReply, { type ReplyStatus } from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { isPublicId } from '#shared/public_id'

const PAGE_SIZE = 25

export interface ReplyLine {
  reply: PksReply
  agreement: Agreement | null
}

/** A line of the list, with the last judgement of its reply. */
export interface JudgedLine extends ReplyLine {
  verdict: PksVerdict | null
}

/** Everything that came in, newest first, for staff. `after` is the last public id of the page before. */
export async function listReplies(filter: {
  status?: ReplyStatus | null
  after?: string | null
}): Promise<{ lines: JudgedLine[]; next: string | null }> {
  const query = PksReply.query()
    .orderBy('public_id', 'desc')
    .limit(PAGE_SIZE + 1)
  if (filter.status) query.where('status', filter.status)
  if (filter.after) query.where('public_id', '<', filter.after)
  const found = await query
  const replies = found.slice(0, PAGE_SIZE)
  const ids = replies.map((reply) => reply.agreementId).filter((id) => id !== null)
  const answered = await Agreement.findMany(ids)
  const agreements = new Map(answered.map((agreement) => [agreement.id, agreement]))
  // The first judgement first: of each reply the last stays.
  const verdicts = await PksVerdict.query()
    .whereIn(
      'reply_id',
      replies.map(({ id }) => id)
    )
    .orderBy('id', 'asc')
  const judged = new Map(verdicts.map((verdict) => [verdict.replyId, verdict]))
  return {
    lines: replies.map((reply) => ({
      reply,
      verdict: judged.get(reply.id) ?? null,
      agreement: agreements.get(reply.agreementId ?? 0) ?? null,
    })),
    next: found.length > PAGE_SIZE ? replies.at(-1)!.publicId : null,
  }
}

/** One reply with its agreement, for staff. */
export async function findReply(publicId: string): Promise<ReplyLine | null> {
  const reply = isPublicId(publicId) ? await PksReply.findBy('public_id', publicId) : null
  if (!reply) return null
  return { reply, agreement: reply.agreementId ? await Agreement.find(reply.agreementId) : null }
}
