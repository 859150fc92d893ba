import { isDeepStrictEqual } from 'node:util'
import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import drafts from '#config/drafts'
import sharing from '#config/sharing'
import Content from '#catalogue/models/content'
import ContentVersion, { type ContentValues } from '#catalogue/models/content_version'
import { holdPartner } from '#partners/actions/hold_partner'
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
  /** What was typed and is not valid yet, by field: a draft keeps it as it was typed. */
  unfinished?: Record<string, string> | null
  /** The *Term of Service* that was ticked with this form: which, and from where (R3.4). */
  acceptance: { termsVersionId: number; ip: string } | null
  /** The edition that the form was shown; empty for a new content. Left out, nothing is compared. */
  base?: string
  /** Saved by itself while somebody types: not worth an entry in the audit log of its own. */
  isAutomatic?: boolean
}

export type SaveRefusal =
  | { type: 'not_found' | 'not_editable' }
  /** The partner has as many drafts open as one may have. */
  | { type: 'too_many' }
  /** It was saved by another tab since this form was shown; what that one saved. */
  | { type: 'conflict'; version: ContentVersion }

type Saved = Result<{ content: Content; version: ContentVersion }, SaveRefusal>

/**
 * Saves what was filled, half or whole. A draft is changed in place. What is written to correct a submission is kept beside it:
 * staff and the trial store go on seeing what was submitted, until it is submitted again. A live content gets a new draft version
 * beside the one that keeps selling (R3.8).
 *
 * Nothing is overwritten unseen: a form that stands on an older edition is refused, unless it says what is there already (a form sent twice).
 *
 * @returns the version as its partner has now written it
 */
export async function saveContent(wish: SaveContent): Promise<Saved> {
  try {
    return await saveOnce(wish)
  } catch (error) {
    // Sent twice at the same moment: the first has begun the content, this one finds it.
    if (!wish.isNew || !isUniqueViolation(error)) throw error
    return saveOnce(wish)
  }
}

function saveOnce(wish: SaveContent): Promise<Saved> {
  return transaction(async (trx): Promise<Saved> => {
    // Held before the content: an erasure that came first leaves nothing to save, and many at once count each other's drafts.
    const { erasedAt } = await holdPartner(trx, wish.partner.id)
    if (erasedAt) return err({ type: 'not_found' })
    const begun = await findOrBegin(trx, wish)
    if (!begun.ok) return begun
    const content = begun.value
    const at = clock.now()
    const newest = await newestVersion(trx, content)
    if (newest && isAsSaved(newest, wish)) return ok({ content, version: newest.drafted() })
    if (wish.base !== undefined && wish.base !== (newest?.edition ?? ''))
      return err({ type: 'conflict', version: newest?.drafted() ?? new ContentVersion() })
    const version = await editableVersion(trx, content, newest, at)
    if (!version) return err({ type: 'not_editable' })
    write(version, wish, at)
    await version.merge({ revision: (version.revision ?? 0) + 1 }).save()
    if (!wish.isAutomatic || !newest || wish.acceptance) await note(trx, content, version, wish)
    return ok({ content, version: version.drafted() })
  })
}

function note(trx: Trx, content: Content, version: ContentVersion, wish: SaveContent) {
  return audit(trx, {
    type: 'content.saved',
    actor: { kind: 'partner', id: wish.partner.publicId },
    subject: { kind: 'content', id: content.publicId },
    data: { version: version.number, terms_accepted: wish.acceptance !== null },
  })
}

function isBeingWritten({ status }: ContentVersion): boolean {
  return status === 'draft' || status === 'needs_correction'
}

/** Does a version that is being written say all that the form says? */
function isAsSaved(version: ContentVersion, { values, unfinished, acceptance }: SaveContent) {
  if (!isBeingWritten(version)) return false
  const drafted = version.drafted()
  const sameValues = (Object.keys(values) as (keyof ContentValues)[]).every(
    (name) => (drafted[name] ?? null) === (values[name] ?? null)
  )
  const sameTerms =
    !acceptance ||
    (drafted.termsAcceptedAt !== null && drafted.termsVersionId === acceptance.termsVersionId)
  return (
    sameValues &&
    sameTerms &&
    isDeepStrictEqual(filledOrNull(version.unfinished), filledOrNull(unfinished))
  )
}

function filledOrNull(unfinished: Record<string, string> | null | undefined) {
  return unfinished && Object.keys(unfinished).length > 0 ? unfinished : null
}

function write(
  version: ContentVersion,
  { values, unfinished, acceptance }: SaveContent,
  at: DateTime
): void {
  version.merge({ unfinished: filledOrNull(unfinished) })
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
): Promise<Result<Content, { type: 'not_found' | 'too_many' }>> {
  const content = await Content.query({ client: trx })
    .where('public_id', contentId)
    .forUpdate()
    .first()
  if (content) return content.partnerId === partner.id ? ok(content) : err({ type: 'not_found' })
  if (!isNew) return err({ type: 'not_found' })
  if (!(await mayBegin(trx, partner))) return err({ type: 'too_many' })
  const made = await Content.create(
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
  return ok(made)
}

/** Has the partner, who is held, room for one more draft? */
async function mayBegin(trx: Trx, partner: Partner): Promise<boolean> {
  const open = await ContentVersion.query({ client: trx })
    .whereIn('content_id', (own) =>
      own.from('contents').where('partner_id', partner.id).select('id')
    )
    .where({ status: 'draft', number: 1 })
    .limit(drafts.open)
    .select('id')
  return open.length < drafts.open
}

/** The content's newest version, a draft that was thrown away aside; null for a content that was begun this moment. */
async function newestVersion(trx: Trx, content: Content): Promise<ContentVersion | null> {
  if (!content.latestVersionId) return null
  return ContentVersion.newestOf(content.id, trx).forUpdate().first()
}

async function editableVersion(
  trx: Trx,
  content: Content,
  newest: ContentVersion | null,
  at: DateTime
): Promise<ContentVersion | null> {
  if (!newest)
    return draft(trx, {
      contentId: content.id,
      number: 1,
      partnerShare: sharing.partner,
      savedAt: at,
    })
  if (isBeingWritten(newest)) return newest
  if (newest.status !== 'published' || content.withdrawnAt) return null
  return draft(trx, {
    contentId: content.id,
    number: await nextNumber(trx, content),
    partnerShare: newest.partnerShare,
    termsVersionId: newest.termsVersionId,
    termsAcceptedAt: newest.termsAcceptedAt,
    termsAcceptedIp: newest.termsAcceptedIp,
    savedAt: at,
  })
}

/** Numbers of drafts that were thrown away are not given again. */
async function nextNumber(trx: Trx, content: Content): Promise<number> {
  const [row] = await trx
    .from('content_versions')
    .where('content_id', content.id)
    .max('number as last')
  return Number(row.last) + 1
}

function draft(trx: Trx, values: Partial<ContentVersion>): Promise<ContentVersion> {
  return ContentVersion.create({ status: 'draft', revision: 0, ...values }, { client: trx })
}
