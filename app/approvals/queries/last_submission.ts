import ApprovalEvent from '#approvals/models/approval_event'
import type { VersionValues } from '#approvals/values'
import type { Client } from '#shared/database/main'

/** The values with which a version was last submitted. */
export async function lastSubmission(versionId: number, client?: Client): Promise<VersionValues> {
  const [event] = await submissions(versionId, client)
  return event?.data.values ?? {}
}

/** Every submission of a version, newest first. */
export function submissions(versionId: number, client?: Client): Promise<ApprovalEvent[]> {
  return ApprovalEvent.query(client ? { client } : {})
    .where('version_id', versionId)
    .whereIn('kind', ['submitted', 'resubmitted'])
    .orderBy('id', 'desc')
}
