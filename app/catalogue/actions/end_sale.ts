import { audit, type AuditActor } from '#audit/record'
import { removeListing, writeListing } from '#catalogue/actions/write_listing'
import Content from '#catalogue/models/content'
import { loadVersion } from '#catalogue/queries/load_version'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { isPublicId, publicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'

export type SaleError = { type: 'not_found' } | { type: 'too_late' }

interface StaffDecision {
  contentPublicId: string
  by: { publicId: string }
  /** For the partner and the audit: what is wrong, or what was mended. */
  reason: string
}

/**
 * Takes a content off sale at once, until {@link resumeContent} (R7.1). What follows for its subscriptions and
 * unpaid orders is checkout's, by the event `content.suspended` of the same transaction.
 *
 * @returns `too_late` where it is not on sale (any more)
 */
export function suspendContent(decision: StaffDecision): Promise<Result<Content, SaleError>> {
  return decide(decision, async (trx, content) => {
    if (!(await content.suspend({ trx, at: clock.now(), reason: decision.reason }))) return false
    await removeListing(trx, 'production', content.id)
    await removeListing(trx, 'development', content.id, 'public')
    await note(trx, content, 'suspended', staffActor(decision), decision.reason)
    return true
  })
}

/** Puts a suspended content on sale again. Subscriptions that have ended do not come back by themselves. */
export function resumeContent(decision: StaffDecision): Promise<Result<Content, SaleError>> {
  return decide(decision, async (trx, content) => {
    if (!(await content.resume({ trx, at: clock.now() }))) return false
    const sheet = await loadVersion(content.liveVersionId!, trx)
    await writeListing(trx, 'production', 'public', sheet)
    // A version in approval that is being tried keeps its place in the trial store.
    const [trial] = await trx
      .from('listings')
      .where({ environment: 'development', content_id: content.id })
      .select('id')
    if (!trial) await writeListing(trx, 'development', 'public', sheet)
    await note(trx, content, 'resumed', staffActor(decision), decision.reason)
    return true
  })
}

/**
 * The partner takes a published content off sale for good, in the caller's transaction.
 *
 * @returns whether it was on sale, or suspended, until now
 */
export async function withdrawContent(
  trx: Trx,
  content: Content,
  partner: { publicId: string }
): Promise<boolean> {
  if (!(await content.withdraw({ trx, at: clock.now() }))) return false
  await removeListing(trx, 'production', content.id)
  await removeListing(trx, 'development', content.id)
  await note(trx, content, 'withdrawn', { kind: 'partner', id: partner.publicId })
  return true
}

function staffActor({ by }: StaffDecision): AuditActor {
  return { kind: 'staff', id: by.publicId }
}

function decide(
  { contentPublicId }: StaffDecision,
  step: (trx: Trx, content: Content) => Promise<boolean>
): Promise<Result<Content, SaleError>> {
  return transaction(async (trx): Promise<Result<Content, SaleError>> => {
    if (!isPublicId(contentPublicId)) return err({ type: 'not_found' })
    const content = await Content.query({ client: trx })
      .where('public_id', contentPublicId)
      .forUpdate()
      .first()
    if (!content) return err({ type: 'not_found' })
    return (await step(trx, content)) ? ok(content) : err({ type: 'too_late' })
  })
}

/** Audit, the partner's mail, and the event that checkout follows. */
async function note(
  trx: Trx,
  content: Content,
  occasion: 'suspended' | 'resumed' | 'withdrawn',
  actor: AuditActor,
  reason: string | null = null
): Promise<void> {
  await audit(trx, {
    type: `content.${occasion}`,
    actor,
    subject: { kind: 'content', id: content.publicId },
    data: { reason },
  })
  await enqueueMail(
    trx,
    'catalogue.sale',
    { contentId: content.id, occasion, reason },
    `catalogue.${occasion}:${content.publicId}:${publicId()}`
  )
  if (occasion === 'resumed') return
  await enqueue(trx, { kind: `content.${occasion}`, payload: { contentId: content.id } })
}
