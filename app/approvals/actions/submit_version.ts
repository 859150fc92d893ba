import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { keepClock } from '#approvals/actions/keep_clock'
import { lockOwnVersion } from '#approvals/actions/lock_version'
import { freshStatus, looksAgain } from '#approvals/course'
import { LANES } from '#approvals/lanes'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { isUnchangedReason, unchangedIn, type Unchanged } from '#approvals/queries/unchanged'
import { stands } from '#approvals/queries/reading'
import { listForTrial } from '#catalogue/actions/list_for_trial'
import type ContentVersion from '#catalogue/models/content_version'
import TermsVersion from '#catalogue/models/terms_version'
import { missingFields, type FormField } from '#catalogue/queries/missing_fields'
import { enqueueMail } from '#core/mail/mail'
import { activeKey } from '#forwarding/queries/active_key'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

export type SubmitRefusal =
  | { type: 'not_found' }
  | { type: 'not_submittable' }
  | { type: 'incomplete'; missing: FormField[] }
  | ({ type: 'unchanged' } & Unchanged)

/**
 * The partner accepts the business model and asks for approval (R3.5): a draft opens all three lanes and starts the clock; a
 * corrected version goes back to the lanes that asked, and to those whose approval stood on something that is not what they approved.
 * The content shows in the development store at once (R4.3).
 *
 * @param key the form's one-time key: sent twice, it is one submission and both get its result
 * @param reason why something that was asked for stays as it was; without one, such a correction is refused. Left out by a program
 */
export async function submitVersion(
  partner: Partner,
  contentPublicId: string,
  key: string,
  reason?: string
): Promise<Result<ContentVersion, SubmitRefusal>> {
  const terms = await TermsVersion.current()
  return transaction(async (trx) => {
    const own = await lockOwnVersion(trx, partner, contentPublicId)
    if (!own) return err({ type: 'not_found' })
    const { content, version } = own
    if (version.submitKey === key) return ok(version)
    if (content.withdrawnAt) return err({ type: 'not_submittable' })
    if (version.status !== 'draft' && version.status !== 'needs_correction')
      return err({ type: 'not_submittable' })
    const drafted = version.drafted()
    const missing = missingFields(drafted, terms)
    if (missing.length > 0) return err({ type: 'incomplete', missing })

    const unchanged = reason === undefined ? null : await unchangedIn(drafted, partner, trx)
    if (unchanged && !isUnchangedReason(reason!)) return err({ type: 'unchanged', ...unchanged })

    const at = clock.now()
    const isFirst = version.status === 'draft'
    await (isFirst
      ? open(version, { at, trx }, key)
      : reopen(version, { at, trx }, { key, reason: unchanged ? reason! : null }))
    await keepClock(version, { at, trx })
    await listForTrial(trx, version.id)
    // The portal needs the keys before the first call, not with it.
    for (const environment of ['development', 'production'] as const)
      await activeKey(trx, partner.id, environment)
    await audit(trx, {
      type: isFirst ? 'content.submitted' : 'content.resubmitted',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'content', id: content.publicId },
      data: { version: version.number },
    })
    await enqueueMail(trx, 'approvals.submitted', { versionId: version.id, isFirst })
    return ok(version)
  })
}

type Moment = { at: DateTime; trx: Trx }

async function open(version: ContentVersion, { at, trx }: Moment, key: string): Promise<void> {
  await version.submit({ at, trx, key })
  await Submission.record(version, { at, trx })
  const versionId = version.id
  for (const lane of LANES)
    await ApprovalRound.begin({ versionId, lane, status: freshStatus(lane) }, { at, trx })
  await ApprovalClock.start(versionId, { at, trx })
  await ApprovalEvent.note(trx, { versionId, kind: 'submitted', actorKind: 'partner', at })
}

async function reopen(
  version: ContentVersion,
  { at, trx }: Moment,
  { key, reason }: { key: string; reason: string | null }
): Promise<void> {
  await version.resubmit({ at, trx, key })
  await Submission.record(version, { at, trx, reason })
  for (const round of Object.values(await ApprovalRound.latest(version.id, trx))) {
    const { lane, status } = round
    const isStanding = status === 'approved' && (await stands(round, version, trx))
    if (!looksAgain(lane, status, isStanding)) continue
    await ApprovalRound.begin(
      { versionId: version.id, lane, status: freshStatus(lane) },
      { at, trx }
    )
  }
  await ApprovalEvent.note(trx, {
    versionId: version.id,
    kind: 'resubmitted',
    actorKind: 'partner',
    at,
  })
}
