import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import sharing from '#config/sharing'
import Content from '#catalogue/models/content'
import ContentVersion, { type ContentValues } from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { isUniqueViolation } from '#shared/database/unique'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

export interface SaveContent {
  partner: Partner
  /** Public id of the content. A new one carries the id that its form was given, so that sent twice it is one (R3.8). */
  contentId: string
  isNew: boolean
  values: ContentValues
  /** The *Term of Service* that was ticked with this form: which, and from where (R3.4). */
  acceptance: { termsVersionId: number; ip: string } | null
}

/**
 * Saves what was filled, half or whole. A draft is changed in place. What is written to correct a submission is kept beside it:
 * staff and the trial store go on seeing what was submitted, until it is submitted again. A live content gets a new draft version
 * beside the one that keeps selling (R3.8).
 *
 * @returns the version as its partner has now written it
 */
export async function saveContent(
  wish: SaveContent
): Promise<
  Result<{ content: Content; version: ContentVersion }, { type: 'not_found' | 'not_editable' }>
> {
  try {
    return await saveOnce(wish)
  } catch (error) {
    // Sent twice at the same moment: the first has begun the content, this one changes it.
    if (!wish.isNew || !isUniqueViolation(error)) throw error
    return saveOnce(wish)
  }
}

function saveOnce(
  wish: SaveContent
): Promise<
  Result<{ content: Content; version: ContentVersion }, { type: 'not_found' | 'not_editable' }>
> {
  return transaction(async (trx) => {
    const content = await findOrBegin(trx, wish)
    if (!content) return err({ type: 'not_found' })
    const at = clock.now()
    const version = await editableVersion(trx, content, at)
    if (!version) return err({ type: 'not_editable' })
    write(version, wish, at)
    await version.save()
    await audit(trx, {
      type: 'content.saved',
      actor: { kind: 'partner', id: wish.partner.publicId },
      subject: { kind: 'content', id: content.publicId },
      data: { version: version.number, terms_accepted: wish.acceptance !== null },
    })
    return ok({ content, version: version.drafted() })
  })
}

function write(version: ContentVersion, { values, acceptance }: SaveContent, at: DateTime): void {
  if (version.status === 'needs_correction') {
    const terms = acceptance && {
      versionId: acceptance.termsVersionId,
      acceptedAt: at.toMillis(),
      ip: acceptance.ip,
    }
    const correction = { values, terms: terms ?? version.correction?.terms ?? null }
    version.merge({ correction, savedAt: at })
    return
  }
  version.merge({ ...values, savedAt: at })
  if (!acceptance) return
  version.merge({
    termsVersionId: acceptance.termsVersionId,
    termsAcceptedAt: at,
    termsAcceptedIp: acceptance.ip,
  })
}

async function findOrBegin(
  trx: Trx,
  { partner, contentId, isNew }: SaveContent
): Promise<Content | null> {
  const content = await Content.query({ client: trx })
    .where('public_id', contentId)
    .forUpdate()
    .first()
  if (content) return content.partnerId === partner.id ? content : null
  if (!isNew) return null
  return Content.create(
    {
      publicId: contentId,
      partnerId: partner.id,
      ratingCount: 0,
      ratingSum: 0,
      trialRatingCount: 0,
      trialRatingSum: 0,
    },
    { client: trx }
  )
}

async function editableVersion(
  trx: Trx,
  content: Content,
  at: DateTime
): Promise<ContentVersion | null> {
  const newest = await ContentVersion.query({ client: trx })
    .where('content_id', content.id)
    .orderBy('number', 'desc')
    .forUpdate()
    .first()
  if (!newest)
    return draft(trx, {
      contentId: content.id,
      number: 1,
      partnerShare: sharing.partner,
      savedAt: at,
    })
  if (newest.status === 'draft' || newest.status === 'needs_correction') return newest
  if (newest.status !== 'published' || content.withdrawnAt) return null
  return draft(trx, {
    contentId: content.id,
    number: newest.number + 1,
    partnerShare: newest.partnerShare,
    termsVersionId: newest.termsVersionId,
    termsAcceptedAt: newest.termsAcceptedAt,
    termsAcceptedIp: newest.termsAcceptedIp,
    savedAt: at,
  })
}

function draft(trx: Trx, values: Partial<ContentVersion>): Promise<ContentVersion> {
  return ContentVersion.create({ status: 'draft', ...values }, { client: trx })
}
