import { askableFields, companyFieldOf } from '#approvals/askable'
import { marksOf } from '#approvals/company_marks'
import { consequenceOf } from '#approvals/course'
import { isDecision } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { COMPARED, valuesOf } from '#approvals/values'
import type ContentVersion from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import { templateFor } from '#pks/document/draft'
import type { Client } from '#shared/database/main'

/** What a correction leaves as it was. */
export interface Unchanged {
  /** Keys of the labels of fields at which something was asked for; none where nothing at all was changed. */
  fields: string[]
}

/** Characters that the reason for sending it all the same must have, and may. */
export const [UNCHANGED_REASON_MIN, UNCHANGED_REASON_MAX] = [10, 500]

/** Does this explain why something stays as it was? */
export function isUnchangedReason(reason: string): boolean {
  return reason.length >= UNCHANGED_REASON_MIN && reason.length <= UNCHANGED_REASON_MAX
}

/**
 * What was asked for in the rounds that sent a version back and is still as they saw it; where they asked at no field, whether anything has
 * changed at all. Null when there is nothing to explain.
 *
 * @param version with its correction, as it would be sent now
 */
export async function unchangedIn(
  version: ContentVersion,
  partner: Partner,
  client?: Client
): Promise<Unchanged | null> {
  if (version.status !== 'needs_correction') return null
  const now = valuesOf(version)
  const marks = marksOf(partner, await templateFor(version, client))
  const fields = new Set<string>()
  let isAnythingAsked = false
  let isAnythingChanged = false
  for (const round of Object.values(await ApprovalRound.latest(version.id, client))) {
    const { lane, status, submissionId, asked, company } = round
    if (!isDecision(status) || consequenceOf(lane, status) !== 'correct' || !submissionId) continue
    const { values } = await Submission.findOrFail(submissionId, client ? { client } : {})
    for (const { name, label, compared } of askableFields(lane)) {
      if (!asked?.[name]) continue
      isAnythingAsked = true
      const mark = companyFieldOf(name)
      const isSame = compared
        ? (values[compared] ?? null) === (now[compared] ?? null)
        : company?.[mark] !== undefined && company[mark] === marks[mark]
      if (isSame) fields.add(label)
    }
    isAnythingChanged ||=
      COMPARED.some(({ field }) => (values[field] ?? null) !== (now[field] ?? null)) ||
      Object.keys(company ?? {}).some((mark) => company![mark] !== marks[mark])
  }
  if (isAnythingAsked) return fields.size > 0 ? { fields: [...fields] } : null
  return isAnythingChanged ? null : { fields: [] }
}
