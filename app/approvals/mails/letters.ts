import { askedWords } from '#approvals/presenters/asked_fields'
import { LANE_LABELS, type Decision } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import { REASON_LABELS, type Reason } from '#approvals/reasons'
import { loadVersion, type VersionSheet } from '#catalogue/queries/load_version'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'

/** What every mail of this area says of the content. */
function common({ content, version, partner }: VersionSheet) {
  return {
    to: partner.email,
    language: partner.language,
    data: {
      name: partner.name,
      content_name: version.name,
      number: version.number,
      status_url: absoluteUrl('partner', `/contents/${content.publicId}`, partner.language),
    },
  }
}

/** The submission is in: what happens now, and the test purchase that is the partner's to make. */
export const submittedMail: LetterMaker = async (
  { versionId, isFirst }: { versionId: number; isFirst: boolean },
  t
) => {
  const sheet = await loadVersion(versionId)
  const { data, ...rest } = common(sheet)
  const subject = isFirst
    ? 'approvals.mail.submitted.subject'
    : 'approvals.mail.resubmitted.subject'
  return {
    ...rest,
    subject: t(rest.language)(subject, { name: sheet.version.name }),
    view: 'mails/approvals/submitted',
    data: { ...data, is_first: isFirst },
  }
}

const DECIDED: Readonly<Record<Decision, { subject: string; title: string }>> = {
  approved: { subject: 'approvals.mail.approved.subject', title: 'approvals.mail.approved.title' },
  needs_correction: {
    subject: 'approvals.mail.needs_correction.subject',
    title: 'approvals.mail.needs_correction.title',
  },
  refused: { subject: 'approvals.mail.refused.subject', title: 'approvals.mail.refused.title' },
}

/** What follows, by lane: a no ends the request, or says what the partner does next. */
const AFTERWARDS: Readonly<Record<string, string>> = {
  'legal approved': 'approvals.mail.next.approved',
  'qa_content approved': 'approvals.mail.next.approved',
  'qa_fab approved': 'approvals.mail.next.approved',
  'legal needs_correction': 'approvals.mail.next.correct',
  'legal refused': 'approvals.mail.next.cancelled',
  'qa_content needs_correction': 'approvals.mail.next.correct',
  'qa_content refused': 'approvals.mail.next.correct',
  'qa_fab refused': 'approvals.mail.next.retest',
}

/** Every decision reaches the partner, with its reason and what to do (R5.1). */
export const decidedMail: LetterMaker = async ({ roundId }: { roundId: number }, t) => {
  const round = await ApprovalRound.findOrFail(roundId)
  const sheet = await loadVersion(round.versionId)
  const { data, ...rest } = common(sheet)
  const say = t(rest.language)
  const words = DECIDED[round.status as Decision]
  const lane = say(LANE_LABELS[round.lane])
  const isComplete = sheet.version.approvedAt !== null
  const next = isComplete ? undefined : AFTERWARDS[`${round.lane} ${round.status}`]
  return {
    ...rest,
    subject: say(words.subject, { name: sheet.version.name, lane }),
    view: 'mails/approvals/decided',
    data: {
      ...data,
      lane,
      title: say(words.title, { lane }),
      round: round.number,
      decided_at: round.decidedAt,
      reason: round.reason ? say(REASON_LABELS[round.reason as Reason]) : null,
      instruction: round.instruction,
      asked: askedWords(round, say),
      next: next ? say(next) : null,
      is_complete: isComplete,
    },
  }
}

/** A test purchase has passed: FAB with it, or it opens *Minta Uji Integrasi Ulang* (R5.4). */
export const testPassedMail: LetterMaker = async (
  { versionId, orderNumber }: { versionId: number; orderNumber: string },
  t
) => {
  const sheet = await loadVersion(versionId)
  const { data, ...rest } = common(sheet)
  const { qa_fab: round } = await ApprovalRound.latest(versionId)
  const isPassed = round?.status === 'approved'
  const subject = isPassed
    ? 'approvals.mail.test_passed.subject'
    : 'approvals.mail.retest_open.subject'
  return {
    ...rest,
    sandbox: true,
    subject: t(rest.language)(subject, { name: sheet.version.name }),
    view: 'mails/approvals/test_passed',
    data: {
      ...data,
      order_number: orderNumber,
      is_passed: isPassed,
      is_complete: sheet.version.approvedAt !== null,
    },
  }
}
