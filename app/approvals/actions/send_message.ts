import { Duration } from 'luxon'
import { lockOwnVersion } from '#approvals/actions/lock_version'
import { findRoundFor } from '#approvals/actions/find_round'
import { readThread } from '#approvals/actions/read_thread'
import type ApprovalRound from '#approvals/models/approval_round'
import ContentMessage, { type Side } from '#approvals/models/content_message'
import StaffNote from '#approvals/models/staff_note'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import type Staff from '#identity/models/staff'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'

/** The other side is told by mail after this: whoever writes three messages in a row sends one mail. */
export const MAIL_AFTER = Duration.fromObject({ minutes: 5 })

export interface Words {
  body: string
  /** The form's one-time key: sent twice, it is one message. */
  key: string
}

/** A partner writes about an own content that was submitted once. */
export function sendPartnerMessage(
  partner: Partner,
  contentPublicId: string,
  words: Words
): Promise<Result<ContentMessage, { type: 'not_found' | 'not_submitted' }>> {
  return transaction(
    async (trx): Promise<Result<ContentMessage, { type: 'not_found' | 'not_submitted' }>> => {
      const own = await lockOwnVersion(trx, partner, contentPublicId)
      if (!own) return err({ type: 'not_found' })
      if (own.version.number === 1 && !own.version.submittedAt)
        return err({ type: 'not_submitted' })
      return ok(await write(own.content.id, { kind: 'partner', id: partner.id }, words, trx))
    }
  )
}

/** A member of staff writes to the partner, at a round of a lane that they see. */
export function sendStaffMessage(
  staff: Staff,
  roundPublicId: string,
  words: Words
): Promise<Result<ContentMessage, { type: 'not_found' }>> {
  return transaction(async (trx) => {
    const found = await contentOfRound(staff, roundPublicId, trx)
    if (!found) return err({ type: 'not_found' })
    await found.round.touch({ by: staff.id, at: clock.now(), trx })
    return ok(await write(found.content.id, { kind: 'staff', id: staff.id }, words, trx))
  })
}

/** A note of staff for staff. */
export function addNote(
  staff: Staff,
  roundPublicId: string,
  { body, key }: Words
): Promise<Result<StaffNote, { type: 'not_found' }>> {
  return transaction(async (trx) => {
    const found = await contentOfRound(staff, roundPublicId, trx)
    if (!found) return err({ type: 'not_found' })
    const contentId = found.content.id
    const known = await StaffNote.query({ client: trx }).where({ contentId, formKey: key }).first()
    if (known) return ok(known)
    await found.round.touch({ by: staff.id, at: clock.now(), trx })
    return ok(
      await StaffNote.create({ contentId, staffId: staff.id, body, formKey: key }, { client: trx })
    )
  })
}

async function write(
  contentId: number,
  author: { kind: Side; id: number },
  { body, key }: Words,
  trx: Trx
): Promise<ContentMessage> {
  const known = await ContentMessage.query({ client: trx })
    .where({ contentId, formKey: key })
    .first()
  if (known) return known
  // A mail that was due and did not go is not waited for: one more costs nothing, as it tells of what is untold alone.
  const isMailOnItsWay = await ContentMessage.query({ client: trx })
    .where({ contentId, authorKind: author.kind })
    .whereNull('told_at')
    .where('created_at', '>', clock.now().minus(MAIL_AFTER).toMillis())
    .first()
  const message = await ContentMessage.create(
    { contentId, authorKind: author.kind, authorId: author.id, body, formKey: key },
    { client: trx }
  )
  // Whoever answers has read what there is.
  await readThread(trx, contentId, author)
  if (!isMailOnItsWay)
    await enqueue(trx, {
      kind: 'approvals.thread_mail',
      payload: { contentId, from: author.kind },
      runAt: clock.now().plus(MAIL_AFTER),
    })
  return message
}

/** The content of a round, held until the transaction ends, as messages and the mail about them come one after the other. */
async function contentOfRound(
  staff: Staff,
  roundPublicId: string,
  trx: Trx
): Promise<{ round: ApprovalRound; content: Content } | null> {
  const round = await findRoundFor(staff, roundPublicId, trx)
  if (!round) return null
  const { contentId } = await ContentVersion.findOrFail(round.versionId, { client: trx })
  const content = await Content.query({ client: trx })
    .where('id', contentId)
    .forUpdate()
    .firstOrFail()
  return { round, content }
}
