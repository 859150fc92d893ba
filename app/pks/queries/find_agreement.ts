import type Partner from '#partners/models/partner'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { isPublicId } from '#shared/public_id'

/** A partner's own agreement, or null: somebody else's is not there. */
export async function findOwnAgreement(
  partner: Partner,
  publicId: string
): Promise<Agreement | null> {
  if (!isPublicId(publicId)) return null
  return Agreement.query().where('public_id', publicId).where('partner_id', partner.id).first()
}

/** Any agreement, for staff. */
export async function findAgreement(publicId: string): Promise<Agreement | null> {
  return isPublicId(publicId) ? Agreement.findBy('public_id', publicId) : null
}

/** The agreement that an addendum changes, or the addenda of an agreement, oldest first. */
export async function relativesOf({
  id,
  amendsId,
}: Agreement): Promise<{ amends: Agreement | null; addenda: Agreement[] }> {
  if (amendsId !== null) return { amends: await Agreement.findOrFail(amendsId), addenda: [] }
  return { amends: null, addenda: await Agreement.query().where('amends_id', id).orderBy('id') }
}

/** What came in for an agreement, newest first; `number` counts from the first reply. */
export async function repliesOf(
  agreement: Agreement
): Promise<{ reply: PksReply; number: number }[]> {
  const replies = await PksReply.query()
    .where('agreement_id', agreement.id)
    .whereNot('status', 'ignored')
    .orderBy('id', 'asc')
  return replies.map((reply, index) => ({ reply, number: index + 1 })).toReversed()
}

/** The newest judgement of every reply to an agreement, by the reply's id. */
export async function latestVerdictsOf(agreement: Agreement): Promise<Map<number, PksVerdict>> {
  const verdicts = await PksVerdict.query().whereIn('id', (latest) =>
    latest
      .from('pks_verdicts')
      .join('pks_replies', 'pks_replies.id', 'pks_verdicts.reply_id')
      .where('pks_replies.agreement_id', agreement.id)
      .groupBy('pks_verdicts.reply_id')
      .max('pks_verdicts.id')
  )
  return new Map(verdicts.map((verdict) => [verdict.replyId, verdict]))
}

/** All judgements of a reply, newest first. */
export function verdictsOf(reply: PksReply): Promise<PksVerdict[]> {
  return PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'desc')
}
