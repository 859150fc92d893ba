import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import ContentVersion from '#catalogue/models/content_version'
import { requestIssue } from '#pks/actions/request_issue'
import { LAPSES_AFTER, type default as Agreement } from '#pks/models/agreement'
import { travelTo } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { contentIdOf } from './content_ids.js'
import type { Instant } from './calendar.js'

/** What becomes of an agreement after it was asked for; `sent` waits for its reply. */
type Fate = { status: 'accepted' | 'sent' | 'lapsed'; sent: Instant; ended?: Instant }

/** The agreements under which everything on sale is sold. */
export async function seedLiveAgreements(trx: Trx): Promise<void> {
  const live = await ContentVersion.query({ client: trx })
    .where('status', 'published')
    .orderBy('approved_at')
  for (const version of live) {
    const sent = version.approvedAt!.plus({ minutes: 2 }) as Instant
    await settle(trx, version, { status: 'accepted', sent, ended: version.publishedAt! as Instant })
  }
}

/** What became of the agreements that the stories asked for; the newest is left to the product itself. */
export async function settleOpenAgreements(trx: Trx): Promise<void> {
  const lapsed = await versionOf(trx, 'catur-lapak')
  const sent = lapsed.approvedAt!.plus({ minutes: 2 }) as Instant
  await settle(trx, lapsed, { status: 'lapsed', sent, ended: sent.plus(LAPSES_AFTER) as Instant })
  // The second is an addendum: what sells already asks for another price.
  for (const key of ['hafal-perkalian', 'tembang-dolanan']) {
    const waiting = await versionOf(trx, key)
    await settle(trx, waiting, {
      status: 'sent',
      sent: waiting.approvedAt!.plus({ minutes: 2 }) as Instant,
    })
    await trx.from('content_versions').where('id', waiting.id).update({ status: 'pks_sent' })
  }
}

/** The product's outbox seals a document once it is asked for; these were asked for long ago. */
async function settle(
  trx: Trx,
  version: ContentVersion,
  { status, sent, ended }: Fate
): Promise<void> {
  travelTo(version.approvedAt! as Instant)
  const agreement = await requestIssue(trx, version)
  await trx.from('outbox').where('dedupe_key', `pks.seal:${agreement.publicId}`).delete()
  await trx
    .from('agreements')
    .where('id', agreement.id)
    .update({
      status,
      issued_at: sent.toMillis(),
      sent_at: sent.toMillis(),
      lapses_at: sent.plus(LAPSES_AFTER).toMillis(),
      accepted_at: status === 'accepted' ? ended!.toMillis() : null,
      ended_at: status === 'lapsed' ? ended!.toMillis() : null,
      ended_reason: status === 'lapsed' ? 'unanswered' : null,
      reminders: 2,
    })
  await tell(trx, agreement, 'pks.issued', sent)
  if (status === 'accepted') await tell(trx, agreement, 'pks.accepted', ended!)
  if (status === 'lapsed') await tell(trx, agreement, 'pks.lapsed', ended!)
}

/** No reply and no seal of then are on record, and the event says why. */
async function tell(trx: Trx, agreement: Agreement, type: AuditType, at: Instant): Promise<void> {
  travelTo(at)
  await audit(trx, {
    type,
    actor: { kind: 'system' },
    subject: { kind: 'agreement', id: agreement.publicId },
    data: { source: 'demo' },
  })
}

async function versionOf(trx: Trx, key: string): Promise<ContentVersion> {
  const [{ id }] = await trx.from('contents').where('public_id', contentIdOf(key)).select('id')
  return ContentVersion.query({ client: trx })
    .where('content_id', id)
    .orderBy('number', 'desc')
    .firstOrFail()
}
