import type { Proof } from '#approvals/checklists'
import type ApprovalRound from '#approvals/models/approval_round'
import CareCall from '#approvals/models/care_call'
import type ContentVersion from '#catalogue/models/content_version'
import type { Client } from '#shared/database/main'
import { formatPhone } from '#shared/phone'

/** What is on record of a round's version: a call that was answered in an earlier round counts as long as the number is the same (R5.3). */
export async function proofOf(
  round: ApprovalRound,
  { carePhone }: Pick<ContentVersion, 'carePhone'>,
  client?: Client
): Promise<Proof> {
  if (round.lane !== 'qa_content') return { answeredCall: false }
  const calls = await CareCall.query(client ? { client } : {})
    .where('outcome', 'answered')
    .whereIn('round_id', (rounds) =>
      rounds.from('approval_rounds').select('id').where('version_id', round.versionId)
    )
  const number = formatPhone(carePhone ?? '')
  return { answeredCall: calls.some((call) => formatPhone(call.number) === number) }
}
