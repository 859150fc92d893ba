import type { Lane } from '#approvals/lanes'
import { withoutControlCharacters } from '#shared/control_characters'

export const FINDINGS = ['unchecked', 'passed', 'failed'] as const
export type Finding = (typeof FINDINGS)[number]

/** What was found for each point, and by which evidence. */
export type Checklist = Record<string, { finding: Finding; note: string }>

interface Point {
  key: string
  /** Keys of `resources/lang`. */
  title: string
  help: string
  /** Asked only of contents of this kind. */
  only?: 'subscription'
}

const POINTS: Readonly<Record<Lane, readonly Point[]>> = {
  // In the order of the registration's groups: the contact, the company, its papers, its director; then the draft PKS.
  legal: [
    {
      key: 'contact_identity',
      title: 'approvals.point.contact_identity.title',
      help: 'approvals.point.contact_identity.help',
    },
    {
      key: 'company_name',
      title: 'approvals.point.company_name.title',
      help: 'approvals.point.company_name.help',
    },
    {
      key: 'address',
      title: 'approvals.point.address.title',
      help: 'approvals.point.address.help',
    },
    {
      key: 'business_number',
      title: 'approvals.point.business_number.title',
      help: 'approvals.point.business_number.help',
    },
    {
      key: 'company_npwp',
      title: 'approvals.point.company_npwp.title',
      help: 'approvals.point.company_npwp.help',
    },
    {
      key: 'deed_date',
      title: 'approvals.point.deed_date.title',
      help: 'approvals.point.deed_date.help',
    },
    {
      key: 'decree',
      title: 'approvals.point.decree.title',
      help: 'approvals.point.decree.help',
    },
    {
      key: 'director',
      title: 'approvals.point.director.title',
      help: 'approvals.point.director.help',
    },
    {
      key: 'director_identity',
      title: 'approvals.point.director_identity.title',
      help: 'approvals.point.director_identity.help',
    },
    {
      key: 'pks_draft',
      title: 'approvals.point.pks_draft.title',
      help: 'approvals.point.pks_draft.help',
    },
  ],
  qa_content: [
    {
      key: 'quality',
      title: 'approvals.point.quality.title',
      help: 'approvals.point.quality.help',
    },
    {
      key: 'availability',
      title: 'approvals.point.availability.title',
      help: 'approvals.point.availability.help',
    },
    {
      key: 'care_phone',
      title: 'approvals.point.care_phone.title',
      help: 'approvals.point.care_phone.help',
    },
    {
      key: 'care_email',
      title: 'approvals.point.care_email.title',
      help: 'approvals.point.care_email.help',
    },
    {
      key: 'pornography',
      title: 'approvals.point.pornography.title',
      help: 'approvals.point.pornography.help',
    },
    { key: 'sara', title: 'approvals.point.sara.title', help: 'approvals.point.sara.help' },
  ],
  qa_fab: [
    {
      key: 'purchase',
      title: 'approvals.point.purchase.title',
      help: 'approvals.point.purchase.help',
    },
    { key: 'answer', title: 'approvals.point.answer.title', help: 'approvals.point.answer.help' },
    {
      key: 'redirect',
      title: 'approvals.point.redirect.title',
      help: 'approvals.point.redirect.help',
    },
    {
      key: 'renewal',
      title: 'approvals.point.renewal.title',
      help: 'approvals.point.renewal.help',
      only: 'subscription',
    },
    {
      key: 'stop',
      title: 'approvals.point.stop.title',
      help: 'approvals.point.stop.help',
      only: 'subscription',
    },
  ],
}

/** The points that a lane looks at for a content of this kind, in the order in which they stand (R5.2, R5.3). */
export function pointsOf(
  lane: Lane,
  paymentKind: 'once' | 'subscription' | null
): readonly Point[] {
  return POINTS[lane].filter(({ only }) => !only || only === paymentKind)
}

/** Characters that a note of evidence may have. */
export const NOTE_MAX = 300

/** A checklist as it was sent: only points that exist, notes without their blanks and of at most {@link NOTE_MAX} characters. */
export function readChecklist(
  points: readonly Point[],
  sent: (field: string) => unknown
): Checklist {
  return Object.fromEntries(
    points.map(({ key }) => {
      const finding = FINDINGS.find((known) => known === sent(`finding_${key}`)) ?? 'unchecked'
      const note = String(sent(`note_${key}`) ?? '')
      return [key, { finding, note: withoutControlCharacters(note).trim().slice(0, NOTE_MAX) }]
    })
  )
}

/** Did every point pass, each with its evidence? Only then may a lane be approved (R5.3). */
export function isComplete(points: readonly Point[], checklist: Checklist): boolean {
  return points.every(({ key }) => standingOf(checklist[key]) === 'passed')
}

/** Characters that a note must have to be evidence. */
export const EVIDENCE_MIN = 3

/** What a point stands at: one that is said to have passed without evidence has not been looked at (R5.3). */
export function standingOf(entry: Checklist[string] | undefined): Finding {
  if (!entry) return 'unchecked'
  return lacksEvidence(entry) ? 'unchecked' : entry.finding
}

/** Said to have passed, without saying what shows it? */
export function lacksEvidence({ finding, note }: Checklist[string]): boolean {
  return finding === 'passed' && note.length < EVIDENCE_MIN
}

/** How many points have been looked at, and how many of them passed. */
export function tally(points: readonly Point[], checklist: Checklist) {
  const count = (...findings: Finding[]) =>
    points.filter(({ key }) => findings.includes(standingOf(checklist[key]))).length
  return { total: points.length, checked: count('passed', 'failed'), passed: count('passed') }
}
