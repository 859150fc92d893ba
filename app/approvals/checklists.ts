import { createHash } from 'node:crypto'
import type { Lane } from '#approvals/lanes'
import { withoutControlCharacters } from '#shared/control_characters'

export const FINDINGS = ['unchecked', 'passed', 'failed'] as const
export type Finding = (typeof FINDINGS)[number]

/** What was found for each point, and by which evidence; `without` says why what the point asks for beside the note is not there. */
export type Checklist = Record<string, { finding: Finding; note: string; without?: string }>

/** What the system itself knows of a round, beside what was written at its points. */
export interface Proof {
  /** The partner's customer care was called at the number that customers will read, and answered. */
  answeredCall: boolean
}

interface Point {
  key: string
  /** Keys of `resources/lang`. */
  title: string
  help: string
  /** Asked only of contents of this kind. */
  only?: 'subscription'
  /** What must be on record for it to pass, or a reason why it is not. */
  needs?: keyof Proof
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
      needs: 'answeredCall',
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

/**
 * A checklist as it was sent: only points that exist, words without their blanks and of at most {@link NOTE_MAX} characters.
 *
 * @param sent value of `finding_…`, `note_…` and `without_…`, each with the key of a point
 */
export function readChecklist(
  points: readonly Point[],
  sent: (field: string) => unknown
): Checklist {
  const words = (field: string) =>
    withoutControlCharacters(String(sent(field) ?? ''))
      .trim()
      .slice(0, NOTE_MAX)
  return Object.fromEntries(
    points.map(({ key, needs }) => {
      const finding = FINDINGS.find((known) => known === sent(`finding_${key}`)) ?? 'unchecked'
      const without = needs ? words(`without_${key}`) : ''
      return [key, { finding, note: words(`note_${key}`), ...(without ? { without } : {}) }]
    })
  )
}

/** By this a page says which findings it showed; others since are told of, never written over unseen (R5.5). */
export function markOf(checklist: Checklist): string {
  const entries = Object.entries(checklist).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 16)
}

/** Did every point pass, each with its evidence? Only then may a lane be approved (R5.3). */
export function isComplete(points: readonly Point[], checklist: Checklist, proof: Proof): boolean {
  return points.every((point) => standingOf(point, checklist[point.key], proof) === 'passed')
}

/** Characters that a note must have to be evidence, and a reason to be one. */
export const EVIDENCE_MIN = 10

/** What a point stands at: one that is said to have passed without evidence has not been looked at (R5.3). */
export function standingOf(
  point: Point,
  entry: Checklist[string] | undefined,
  proof: Proof
): Finding {
  if (!entry) return 'unchecked'
  return lackingOf(point, entry, proof) ? 'unchecked' : entry.finding
}

/** What is missing at a point that is said to have passed: the words that say what shows it, or what must be on record for it. */
export function lackingOf(
  { needs }: Point,
  { finding, note, without = '' }: Checklist[string],
  proof: Proof
): 'note' | keyof Proof | null {
  if (finding !== 'passed') return null
  if (note.length < EVIDENCE_MIN) return 'note'
  return needs && !proof[needs] && without.length < EVIDENCE_MIN ? needs : null
}

/** How many points have been looked at, and how many of them passed. */
export function tally(points: readonly Point[], checklist: Checklist, proof: Proof) {
  const count = (...findings: Finding[]) =>
    points.filter((point) => findings.includes(standingOf(point, checklist[point.key], proof)))
      .length
  return { total: points.length, checked: count('passed', 'failed'), passed: count('passed') }
}
