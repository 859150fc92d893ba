import { audit } from '#audit/record'
import { lockVersion } from '#approvals/actions/lock_version'
import { dueEscalations, type Escalation } from '#approvals/escalation'
import ApprovalClock from '#approvals/models/approval_clock'
import { inCharge } from '#approvals/queries/in_charge'
import Content from '#catalogue/models/content'
import type ContentVersion from '#catalogue/models/content_version'
import { enqueueMail } from '#core/mail/mail'
import Staff from '#identity/models/staff'
import { transaction, type Trx } from '#shared/database/main'

/**
 * Tells those in charge that half, four fifths or all of the fourteen days are used (R1.1): each part once, also when the time passed
 * while nothing ran. Who has claimed an open round is in charge of it, else everybody of its desk; when the time is over administrators
 * are told as well.
 *
 * @returns what was told of
 */
export function escalate(versionId: number): Promise<Escalation[]> {
  return transaction(async (trx) => {
    const version = await lockVersion(trx, versionId)
    const running = await ApprovalClock.of(versionId, trx)
    if (!running || !version.isInApproval || running.pausedAt) return []
    const due = dueEscalations(running.read().usedMs, running.escalated)
    for (const percent of due) await tell(version, percent, trx)
    if (due.length > 0)
      await running
        .useTransaction(trx)
        .merge({ escalated: due.at(-1)! })
        .save()
    return due
  })
}

async function tell(version: ContentVersion, percent: Escalation, trx: Trx): Promise<void> {
  const people = await toTell(version.id, percent, trx)
  for (const { id } of people)
    await enqueueMail(
      trx,
      'approvals.escalated',
      { versionId: version.id, staffId: id, percent },
      `approvals.escalated:${version.publicId}:${percent}:${id}`
    )
  const { publicId } = await Content.findOrFail(version.contentId, { client: trx })
  await audit(trx, {
    type: 'approval.escalated',
    actor: { kind: 'system' },
    subject: { kind: 'content', id: publicId },
    data: { version: version.number, percent, count: people.length },
  })
}

/** Those in charge; administrators as well once the time is over, or where a lane has nobody left to tell. */
async function toTell(versionId: number, percent: Escalation, trx: Trx): Promise<Staff[]> {
  const { holders, desks, unmanned } = await inCharge(versionId, trx)
  const people = [...new Map([...holders, ...desks].map((who) => [who.id, who])).values()]
  if (percent < 100 && !unmanned && people.length > 0) return people
  const administrators = await Staff.query({ client: trx })
    .where({ role: 'administrator', disabled: 0 })
    .orderBy('id')
  return [...people, ...administrators]
}
