import ContentVersion from '#catalogue/models/content_version'
import { contentNotice } from '#catalogue/queries/content_notice'
import { registerNotice, type Notice } from '#core/notices/notices'
import { lanesOf } from '#approvals/policies/lane_policy'
import type { Trx } from '#shared/database/main'

registerNotice(
  'approvals.submitted',
  'notices.submitted',
  (trx, { versionId, isFirst }: { versionId: number; isFirst: boolean }) =>
    contentNotice(trx, { versionId }, { first: isFirst ? 'yes' : 'no' })
)
registerNotice(
  'approvals.decided',
  'notices.decided',
  async (trx, { roundId }: { roundId: number }) => {
    const round = await trx
      .from('approval_rounds')
      .where('id', roundId)
      .select('version_id', 'lane', 'status')
      .firstOrFail()
    const { lane, status } = round
    return contentNotice(trx, { versionId: round.version_id }, { lane, decision: status })
  }
)
registerNotice(
  'approvals.test_passed',
  'notices.test_passed',
  (trx, { versionId, orderNumber }: { versionId: number; orderNumber: string }) =>
    contentNotice(trx, { versionId }, { number: orderNumber })
)
registerNotice(
  'approvals.message_to_partner',
  'notices.message',
  async (trx, { contentId }: { contentId: number }) => {
    const notice = await contentNotice(trx, { contentId })
    return { ...notice, path: `${notice.path}#thread` }
  }
)
registerNotice(
  'approvals.message_to_staff',
  'notices.message',
  async (trx, { contentId, staffId }: { contentId: number; staffId: number }) => {
    // A draft is nobody's but the partner's: staff read what was submitted.
    const version = await ContentVersion.newestSubmittedOf(contentId, trx).firstOrFail()
    return deskNotice(trx, { version, staffId, hash: '#thread' })
  }
)
registerNotice(
  'approvals.escalated',
  'notices.escalated',
  async (
    trx,
    { versionId, staffId, percent }: { versionId: number; staffId: number; percent: number }
  ) => {
    const version = await trx
      .from('content_versions')
      .where('id', versionId)
      .select('id', 'name')
      .firstOrFail()
    const notice = await deskNotice(trx, { version, staffId })
    return { ...notice, data: { ...notice.data, percent } }
  }
)

interface OnDesk {
  version: { id: number; name: string | null }
  staffId: number
  hash?: string
}

/** What a member of staff is told of a version leads to the round of the own lane, or to the queue. */
async function deskNotice(trx: Trx, { version, staffId, hash = '' }: OnDesk): Promise<Notice> {
  const [staff] = await trx.from('staff').where('id', staffId).select('role')
  const [round] = await trx
    .from('approval_rounds')
    .where('version_id', version.id)
    .whereIn('lane', lanesOf(staff.role))
    .orderBy('id', 'desc')
    .limit(1)
    .select('public_id')
  return {
    to: { kind: 'staff', id: staffId },
    path: round ? `/queue/${round.public_id}${hash}` : '/queue',
    data: { name: version.name ?? '' },
  }
}
