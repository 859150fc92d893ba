import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import brand from '#config/brand'
import { ASKED_MAX, askableFields } from '#approvals/askable'
import { readThread } from '#approvals/actions/read_thread'
import { keepTyped } from '#approvals/controllers/desk_draft'
import { queuePanel, queueSuffix } from '#approvals/controllers/queue_panel'
import { LACKING, sentFindings } from '#approvals/controllers/sent_checklist'
import { CALL_OUTCOMES, type CallOutcome } from '#approvals/models/care_call'
import { askedAndSent } from '#approvals/presenters/asked_fields'
import { threadPanel } from '#approvals/presenters/thread_panel'
import { evidenceOf } from '#approvals/queries/evidence'
import { proofOf } from '#approvals/queries/proof'
import { notesOf, threadOf } from '#approvals/queries/thread'
import type Image from '#catalogue/models/image'
import ContentVersion from '#catalogue/models/content_version'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { randomCode } from '#shared/public_id'
import { findRoundFor } from '#approvals/actions/find_round'
import type { DecideRefusal } from '#approvals/actions/decide_round'
import {
  EVIDENCE_MIN,
  lackingOf,
  markOf,
  pointsOf,
  standingOf,
  tally,
  type Checklist,
  type Finding,
} from '#approvals/checklists'
import { LANE_LABELS, type Decision } from '#approvals/lanes'
import type ApprovalRound from '#approvals/models/approval_round'
import { mayDecide } from '#approvals/policies/lane_policy'
import { clockPanel } from '#approvals/presenters/clock_panel'
import { purchaseLog, purchasesFrom } from '#approvals/presenters/purchase_log'
import { laneHeads, timelineOf } from '#approvals/presenters/timeline'
import { comparisonRows, valueFacts } from '#approvals/presenters/version_values'
import { timeLeftWords } from '#approvals/presenters/words'
import { deskFile } from '#approvals/queries/desk_file'
import type { Changes } from '#approvals/queries/reading'
import { REASON_LABELS, REASONS_OF_LANE, type Reason } from '#approvals/reasons'
import { COMPARED, type VersionValues } from '#approvals/values'
import { emptyForm, keptInput, shareForm } from '#core/http/form'
import { formatDateTime } from '#core/views/format'
import { staffOf } from '#identity/viewer'
import { recordRead } from '#partners/actions/record_read'
import { pendingChanges } from '#partners/actions/validate_company'
import { SECTION_LABELS, type FieldName } from '#partners/company_fields'
import type Partner from '#partners/models/partner'
import { companyFile } from '#partners/presenters/company_file'
import { documentPanel } from '#approvals/presenters/document_panel'

/** How a call to customer care ended. */
const OUTCOME_LABELS: Readonly<Record<CallOutcome, string>> = {
  answered: 'approvals.call.outcome.answered',
  no_answer: 'approvals.call.outcome.no_answer',
  busy: 'approvals.call.outcome.busy',
  wrong_number: 'approvals.call.outcome.wrong_number',
  not_helpful: 'approvals.call.outcome.not_helpful',
}

/** The round of the address, if this desk may see it; else 404 (R5.5). */
export async function roundOfDesk(ctx: HttpContext): Promise<ApprovalRound> {
  const round = await findRoundFor(staffOf(ctx), ctx.params.id)
  if (!round) throw new Exception('no such round', { status: 404 })
  return round
}

/** What a desk shows beside the file: a refusal, a revealed number, a link, or a checklist as it was sent. */
export interface Aside {
  problem?: string
  shown?: FieldName
  storeEntry?: string
  checklist?: Checklist
  /** Token of the page on which the form was filled that is answered. */
  read?: string
  /** Mark of the findings that that page showed. */
  seen?: string
  /** What the step before has done. */
  said?: string[]
  /** What was written to the partner and not taken. */
  typed?: string | null
  /** What came of a step with several rounds. */
  batch?: { done: string; problems: string[] }
}

/** Queue on the left, the file of a round on the right (R5.2, R5.3). Without a round, the queue alone. */
export async function showDesk(ctx: HttpContext, round: ApprovalRound | null, aside: Aside = {}) {
  const file = round ? await fileOf(ctx, round, aside) : null
  const queue = await queuePanel(ctx, round?.publicId ?? null)
  return ctx.view.render('pages/approvals/desk', { ...queue, batch: aside.batch ?? null, file })
}

/** The desk again after a step that was not done: everything that was typed in the form is still there, here and at the desk's own address. */
export async function againAtDesk(ctx: HttpContext, { problem }: { problem?: string } = {}) {
  const round = await roundOfDesk(ctx)
  if (problem) shareForm(ctx, emptyForm(keptInput(ctx)))
  await keepTyped(ctx, round)
  const { paymentKind } = await ContentVersion.findOrFail(round.versionId)
  const [first] = pointsOf(round.lane, paymentKind)
  const hasChecklist = first && ctx.request.input(`finding_${first.key}`) !== undefined
  const sent = hasChecklist ? await sentFindings(ctx, round) : {}
  return showDesk(ctx, round, { ...sent, ...(problem ? { problem } : {}) })
}

/** A refusal, and as much of what was sent as can still be worked on. */
export function refusalAside(
  ctx: HttpContext,
  refusal: DecideRefusal,
  sent: { checklist: Checklist; read: string; seen: string }
): Aside {
  // The page itself says what has changed.
  if (refusal.type === 'changed') return sent
  const problem = refusalWords(ctx, refusal)
  const isLost = ['already_decided', 'claimed_by_other', 'not_open'].includes(refusal.type)
  return isLost ? { problem } : { ...sent, problem }
}

/** What is said beside a field without which no no is taken. */
export const WORDS_MISSING: Readonly<Record<'reason' | 'instruction', string>> = {
  reason: 'approvals.refusal.reason_missing',
  instruction: 'approvals.refusal.instruction_missing',
}

/** What a refusal says to the person who was slower, or who left something out. */
export function refusalWords(
  ctx: HttpContext,
  refusal: Exclude<DecideRefusal, { type: 'changed' }>
): string {
  const { t } = ctx
  const time = (ms: number | null) => (ms === null ? '' : formatDateTime(ms, ctx.arrival.language))
  switch (refusal.type) {
    case 'claimed_by_other':
      return t('approvals.refusal.claimed_by_other', {
        name: refusal.name,
        time: time(refusal.since),
      })
    case 'already_decided':
      return t('approvals.refusal.already_decided', {
        name: refusal.name ?? brand.name,
        time: time(refusal.at),
        decision: t(DECISION_LABELS[refusal.decision]),
      })
    case 'not_found':
    case 'not_open':
      return t('approvals.refusal.not_open')
    case 'not_of_this_lane':
      return t('approvals.refusal.not_of_this_lane')
    case 'findings_changed':
      return t('approvals.refusal.findings_changed')
    case 'checklist_incomplete':
      return t('approvals.refusal.checklist_incomplete')
    case 'words_missing':
      return refusal.fields.map((field) => t(WORDS_MISSING[field])).join(' ')
    case 'no_passing_purchase':
      return t('approvals.refusal.no_passing_purchase')
  }
}

const DECISION_LABELS: Readonly<Record<Decision, string>> = {
  approved: 'approvals.decision.approved',
  needs_correction: 'approvals.decision.needs_correction',
  refused: 'approvals.decision.refused',
}

async function fileOf(ctx: HttpContext, round: ApprovalRound, aside: Aside) {
  const staff = staffOf(ctx)
  const { t } = ctx
  const { language } = ctx.arrival
  const file = await deskFile(round, { read: aside.read, purchasesFrom: purchasesFrom(ctx) })
  const { progress, comparison, submission, draftChanges } = file
  const { version, partner } = progress
  const points = pointsOf(round.lane, version.paymentKind)
  const rowsOf = (before: VersionValues, after: VersionValues) =>
    comparisonRows(round.lane, before, after, t, language)
  const changedRows = async ({ before, after, fields }: Changes) => {
    const rows = before && fields.length > 0 ? await rowsOf(before.values, after.values) : []
    return rows.filter(({ changed }) => changed)
  }
  const checklist = aside.checklist ?? (draftChanges ? unchecked(round.checklist) : round.checklist)
  const isMine = round.heldBy === staff.id
  const proof = await proofOf(round, version)
  const mark = markOf(round.checklist)
  const isOtherSince = aside.seen !== undefined && aside.seen !== mark
  const { screenshots, calls, names } = await evidenceOf(round)
  const thread = await threadOf(version.contentId, { kind: 'staff', id: staff.id })
  await transaction((trx) => readThread(trx, version.contentId, { kind: 'staff', id: staff.id }))
  const [last] = file.former
  const isCorrectable = round.decisions.includes('needs_correction')
  return {
    ...file,
    aside,
    asked: last?.asked
      ? await askedAndSent(last, { before: file.formerSubmission, after: submission }, t, language)
      : [],
    askable: isCorrectable
      ? askableFields(round.lane).map(({ name, label, compared }) => ({
          name: `ask_${name}`,
          label: compared ? t(label) : t('approvals.ask.of_company', { field: t(label) }),
        }))
      : [],
    asked_max: ASKED_MAX,
    decided_asked: askableFields(round.lane).flatMap(({ name, label }) =>
      round.asked?.[name] ? [{ label: t(label), value: round.asked[name] }] : []
    ),
    screenshots: screenshots.map(
      ({ publicId, point, caption, width, height, staffId, createdAt }) => ({
        id: publicId,
        point,
        caption,
        width,
        height,
        by: names.get(staffId) ?? '–',
        at: createdAt,
      })
    ),
    calls: calls.map((call) => ({
      at: call.calledAt,
      by: names.get(call.staffId) ?? '–',
      number: call.number,
      outcome: t(OUTCOME_LABELS[call.outcome]),
      is_good: call.outcome === 'answered',
      note: call.note,
    })),
    outcomes: CALL_OUTCOMES.map((value) => ({ value, label: t(OUTCOME_LABELS[value]) })),
    now_local: clock.now().setZone(DISPLAY_ZONE).toFormat("yyyy-MM-dd'T'HH:mm"),
    thread: threadPanel(thread, { reader: 'staff', company: partner.companyName, t }),
    notes: await notesOf(version.contentId),
    may_write: staff.role !== 'administrator',
    form_key: randomCode(32),
    lane: t(LANE_LABELS[round.lane]),
    left: progress.clock && timeLeftWords(progress.clock.leftMs, t),
    tone: progress.clock?.isLate ? 'bad' : 'hold',
    clock: progress.clock && clockPanel(progress.clock, brand.name, t),
    heads: laneHeads(progress.rounds, t, 'staff'),
    events: timelineOf(progress.events, {
      t,
      language,
      // Legal's desk shows no purchases, so there is no trace to lead to.
      traceHref: round.lane === 'legal' ? null : '#purchases',
    }),
    values: await valueFacts(submission.values, t, language, round.lane),
    rows: comparison && (await rowsOf(comparison.before, comparison.after)),
    change:
      file.changes &&
      ({
        what: wordsOf(file.changes, t),
        rows: await changedRows(file.changes),
        labels: [t('approvals.compare.read'), t('approvals.compare.now')],
      } as const),
    stale_draft: !aside.checklist && draftChanges ? wordsOf(draftChanges, t) : null,
    changed_company: listWords(file.changedCompany, t),
    awaited: file.awaited && {
      lane: t(LANE_LABELS[file.awaited.lane]),
      time: formatDateTime(file.awaited.since, language),
    },
    compared: [
      comparison?.kind === 'live'
        ? t('approvals.compare.live', { number: comparison.liveNumber })
        : t('approvals.compare.former'),
      t('approvals.compare.now'),
    ],
    purchases:
      round.lane === 'legal'
        ? null
        : purchaseLog(progress.log, ctx.path(`/queue/${round.publicId}`) + queueSuffix(ctx), t),
    company: round.lane === 'legal' ? await companyOf(ctx, partner, aside.shown) : null,
    company_changes:
      round.lane === 'legal' && round.isAtDesk ? await companyChangesOf(ctx, partner) : [],
    picture: round.lane === 'qa_fab' ? null : pictureOf(progress.image),
    document: round.lane === 'legal' ? await documentPanel(version, partner, t, language) : null,
    checklist: points.map((point) => {
      const entry = checklist[point.key]
      const stored = round.checklist[point.key]
      const lacking = entry && lackingOf(point, entry, proof)
      const isOther =
        isOtherSince &&
        (entry?.finding !== (stored?.finding ?? 'unchecked') || entry.note !== (stored?.note ?? ''))
      return {
        key: point.key,
        title: t(point.title),
        help: t(point.help),
        finding: entry?.finding ?? 'unchecked',
        standing: standingOf(point, entry, proof),
        note: entry?.note ?? '',
        // Asked for as long as there is nothing on record.
        without: point.needs && !proof[point.needs] ? (entry?.without ?? '') : null,
        reason: entry?.without ?? null,
        lacking: lacking ? t(LACKING[lacking], { min: EVIDENCE_MIN }) : null,
        stored: isOther
          ? { finding: t(FINDING_LABELS[stored?.finding ?? 'unchecked']), note: stored?.note ?? '' }
          : null,
      }
    }),
    findings_mark: mark,
    is_other_since: isOtherSince,
    takes_by_work: round.isAtDesk && round.heldBy === null,
    tally: tally(points, checklist, proof),
    claim_until: round.isAtDesk && isMine ? round.claimUntil : null,
    is_mine: isMine,
    may_claim: round.isAtDesk && mayDecide(staff.role, round.lane) && round.heldBy === null,
    may_decide: round.isAtDesk && mayDecide(staff.role, round.lane) && round.isFreeFor(staff.id),
    decisions: round.decisions,
    is_decided: round.decidedAt !== null,
    decision_label: round.decidedAt ? t(DECISION_LABELS[round.status as Decision]) : '',
    decided_reason: round.reason ? t(REASON_LABELS[round.reason as Reason]) : null,
    reasons: REASONS_OF_LANE[round.lane].map((reason) => ({
      value: reason,
      label: t(REASON_LABELS[reason]),
    })),
  }
}

/** The company's data as Legal reads them; that somebody does stands in the log first (R2.5). */
async function companyOf(ctx: HttpContext, partner: Partner, shown?: FieldName) {
  if (!shown) await recordRead(staffOf(ctx), partner, 'desk')
  const { t, arrival } = ctx
  const groups = companyFile(partner, { t, language: arrival.language, shown: shown ?? null })
  const items = groups.flatMap((group) => group.items)
  return {
    open: items.filter(({ is_personal: isPersonal }) => !isPersonal),
    personal: items.filter(({ is_personal: isPersonal }) => isPersonal),
  }
}

/** What of the company's data has changed since it was validated: approving the content validates what is not sent back (R2.4). */
async function companyChangesOf({ t, arrival }: HttpContext, partner: Partner) {
  const changes = await pendingChanges(partner.id)
  return changes.map(({ section, status, changedAt, reason }) => {
    const group = t(SECTION_LABELS[section])
    const at = formatDateTime(changedAt, arrival.language)
    return status === 'returned'
      ? { title: t('approvals.company.change_returned', { group }), reason }
      : { title: t('approvals.company.change_open', { group, at }), reason: null }
  })
}

const FINDING_LABELS: Readonly<Record<Finding, string>> = {
  unchecked: 'ui.verdict.unchecked',
  passed: 'ui.verdict.passed',
  failed: 'ui.verdict.failed',
}

/** The picture that the partner sent: large enough to be judged, and as large as it is kept. */
function pictureOf(image: Image | null) {
  if (!image) return null
  const { width, height, sizes } = image
  return { src: `/media/${sizes['400x300']}`, href: `/media/${sizes['800x600']}`, width, height }
}

/** The evidence stays, the findings are to be chosen anew. */
function unchecked(checklist: Checklist): Checklist {
  return Object.fromEntries(
    Object.entries(checklist).map(([key, entry]) => [key, { ...entry, finding: 'unchecked' }])
  )
}

/** The names of what has changed; empty when that cannot be told. */
function wordsOf({ fields, company }: Changes, t: HttpContext['t']): string {
  const labels = COMPARED.filter(({ field }) => fields.includes(field)).map(({ label }) => label)
  return listWords([...labels, ...company], t)
}

function listWords(keys: readonly string[], t: HttpContext['t']): string {
  return keys.map((key) => t(key)).join(', ')
}
