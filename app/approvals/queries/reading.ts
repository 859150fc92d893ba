import {
  changedMarks,
  marksOf,
  readMarks,
  writeMarks,
  type CompanyMarks,
} from '#approvals/company_marks'
import type { Lane } from '#approvals/lanes'
import type ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { changedFields } from '#approvals/values'
import Content from '#catalogue/models/content'
import type ContentVersion from '#catalogue/models/content_version'
import { holdPartner } from '#partners/actions/hold_partner'
import Partner from '#partners/models/partner'
import { templateFor } from '#pks/document/draft'
import type { Client, Trx } from '#shared/database/main'
import { isPublicId } from '#shared/public_id'

/** What a lane has before it: the submission, and for Legal the company's data and the template of the PKS as well. */
export interface Reading {
  submission: Submission
  company: CompanyMarks | null
}

/** What has become otherwise since a lane read it. */
export interface Changes {
  /** The submission that was read; null when that cannot be told. */
  before: Submission | null
  after: Submission
  /** Names of the values that differ. */
  fields: string[]
  /** Keys of the names of the company's data that differ. */
  company: string[]
}

/** What lies before a lane now. In a transaction the company's data are held until it ends. */
export async function readingOf(
  lane: Lane,
  version: ContentVersion,
  client?: Client
): Promise<Reading> {
  const submission = await Submission.newest(version.id, client)
  if (lane !== 'legal') return { submission, company: null }
  const options = client ? { client } : {}
  const { partnerId } = await Content.findOrFail(version.contentId, options)
  const partner = client?.isTransaction
    ? await holdPartner(client as Trx, partnerId)
    : await Partner.findOrFail(partnerId, options)
  return { submission, company: marksOf(partner, await templateFor(version, client)) }
}

/** What a round was decided on, or its checklist was kept for; null for one that nobody has written to. */
export async function readingOfRound(
  round: ApprovalRound,
  client?: Client
): Promise<Reading | null> {
  if (!round.submissionId) return null
  const submission = await Submission.findOrFail(round.submissionId, client ? { client } : {})
  return { submission, company: round.company }
}

/** The token by which a desk's form says what its page showed. */
export function tokenOf({ submission, company }: Reading): string {
  return company ? `${submission.publicId}.${writeMarks(company)}` : submission.publicId
}

/**
 * What has changed for a lane since the page whose form sent this token; null when everything that the lane looks at is the same.
 * A token that is none says that everything may have.
 */
export async function changesSince(
  lane: Lane,
  token: string,
  now: Reading,
  client?: Client
): Promise<Changes | null> {
  return changesBetween(lane, await readToken(token, now, client), now)
}

/** As {@link changesSince}, for what a round was decided on. */
export async function changesSinceRound(
  round: ApprovalRound,
  now: Reading,
  client?: Client
): Promise<Changes | null> {
  return changesBetween(round.lane, await readingOfRound(round, client), now)
}

/** Does everything that the lane approved stand as it was? */
export async function stands(
  round: ApprovalRound,
  version: ContentVersion,
  trx: Trx
): Promise<boolean> {
  return !(await changesSinceRound(round, await readingOf(round.lane, version, trx), trx))
}

function changesBetween(lane: Lane, before: Reading | null, now: Reading): Changes | null {
  const after = now.submission
  if (!before || (now.company && !before.company))
    return { before: before?.submission ?? null, after, fields: [], company: [] }
  const fields = changedFields(before.submission.values, after.values, lane)
  const company = now.company ? changedMarks(before.company!, now.company) : []
  if (fields.length === 0 && company.length === 0) return null
  return { before: before.submission, after, fields, company }
}

async function readToken(token: string, now: Reading, client?: Client): Promise<Reading | null> {
  const publicId = token.slice(0, 26)
  if (!isPublicId(publicId)) return null
  const submission = await Submission.query(client ? { client } : {})
    .where('public_id', publicId)
    .where('version_id', now.submission.versionId)
    .first()
  return submission && { submission, company: readMarks(token.slice(27)) }
}
