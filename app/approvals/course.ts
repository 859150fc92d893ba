import { areAllApproved, isPartners, nextTask, statusesOf } from '#approvals/ball'
import { DECISIONS_OF_LANE, LANES, type Decision, type Lane } from '#approvals/lanes'
import type { RoundStatus } from '#approvals/models/approval_round'
import { IN_APPROVAL, mayFollow, type VersionStatus } from '#catalogue/version_states'

/**
 * The course of an approval as pure steps: which states of a version and its lanes there are, and what leads from one to the other
 * (R5.1 to R5.5). The actions ask the rules below before they write; {@link Course} is the same walk without a database.
 */

/** A round that nobody has come to the end of. */
export const UNDECIDED = ['open', 'waiting'] as const satisfies RoundStatus[]

/** Is somebody still to decide this round, or a purchase to pass it? */
export function isUndecided(status: RoundStatus): boolean {
  return (UNDECIDED as readonly RoundStatus[]).includes(status)
}

/** How a lane begins to look: FAB waits for a purchase, which passes it by itself (R5.3). */
export function freshStatus(lane: Lane): 'open' | 'waiting' {
  return lane === 'qa_fab' ? 'waiting' : 'open'
}

/**
 * May somebody work on it? A FAB round that no purchase has passed yet is not decided for the partner, but QA may look into its
 * failing purchases and refuse it (R5.3).
 */
export function isAtDesk(lane: Lane, status: RoundStatus): boolean {
  return status === 'open' || (lane === 'qa_fab' && status === 'waiting')
}

/** What may be decided now: nothing passes FAB before a purchase did. */
export function decisionsOf(lane: Lane, status: RoundStatus): readonly Decision[] {
  if (!isAtDesk(lane, status)) return []
  return status === 'waiting' ? ['refused'] : DECISIONS_OF_LANE[lane]
}

/** What a decision does to the version: Legal's refusal ends the request, QA konten's no and every correction give it back to the partner. */
export function consequenceOf(lane: Lane, decision: Decision): 'none' | 'refuse' | 'correct' {
  if (decision === 'approved' || lane === 'qa_fab') return 'none'
  return lane === 'legal' && decision === 'refused' ? 'refuse' : 'correct'
}

/** Does a lane look again when the partner sends the version anew: it asked, or what it approved is not what there is? */
export function looksAgain(lane: Lane, status: RoundStatus, stands: boolean): boolean {
  if (status === 'approved') return !stands
  return status === 'needs_correction' || (status === 'refused' && lane !== 'qa_fab')
}

/** Where a lane's newest round stands in a queue: with the staff of the lane, with the partner, or nowhere any more. */
export function queueOf(version: VersionStatus, status: RoundStatus): 'staff' | 'partner' | null {
  if (!isInApproval(version)) return null
  if (status === 'open') return 'staff'
  return status === 'approved' || status === 'void' ? null : 'partner'
}

export function isInApproval(version: VersionStatus): boolean {
  return (IN_APPROVAL as readonly VersionStatus[]).includes(version)
}

/** A round as far as its state goes. */
export interface CourseRound {
  number: number
  status: RoundStatus
  /** Whose it is while somebody works on it. */
  holder: number | null
}

/** Where a version and the newest round of each of its lanes stand. */
export interface Course {
  version: VersionStatus
  rounds: Partial<Record<Lane, CourseRound>>
}

export type Step =
  | { kind: 'submit' }
  | { kind: 'claim' | 'release'; lane: Lane; by: number }
  | { kind: 'decide'; lane: Lane; by: number; decision: Decision }
  /** A test purchase that counts has passed. */
  | { kind: 'purchase' }
  | { kind: 'retest' }
  /** Sent again; `fallen` are the lanes whose approval is not of what there is now. */
  | { kind: 'resubmit'; fallen: readonly Lane[] }
  /** What Legal has approved has changed. */
  | { kind: 'reopen' }
  | { kind: 'withdraw' }

export const DRAFT: Course = { version: 'draft', rounds: {} }

/**
 * Takes one step. Null when there is no such step from here: nothing changes then.
 *
 * @param hasNewerPass has a purchase passed since FAB was refused (R5.4)?
 */
export function after(course: Course, step: Step, hasNewerPass = false): Course | null {
  switch (step.kind) {
    case 'submit':
      if (!mayFollow(course.version, 'submitted')) return null
      return {
        version: 'submitted',
        rounds: Object.fromEntries(
          LANES.map((lane) => [lane, { number: 1, status: freshStatus(lane), holder: null }])
        ),
      }
    case 'claim':
      return claimed(course, step)
    case 'release': {
      const round = atDesk(course, step.lane)
      if (!round || round.holder !== step.by) return null
      return withRound(course, step.lane, { ...round, holder: null })
    }
    case 'decide':
      return decided(course, step, hasNewerPass)
    case 'purchase': {
      const round = course.rounds.qa_fab
      if (!isInApproval(course.version) || round?.status !== 'waiting') return null
      return completed(withRound(course, 'qa_fab', { ...round, status: 'approved' }))
    }
    case 'retest': {
      const round = course.rounds.qa_fab
      if (!isInApproval(course.version) || round?.status !== 'refused' || !hasNewerPass) return null
      return withRound(course, 'qa_fab', next(round, 'open'))
    }
    case 'resubmit': {
      if (course.version !== 'needs_correction') return null
      let sent: Course = { ...course, version: 'in_review' }
      for (const lane of LANES) {
        const round = course.rounds[lane]
        if (round && looksAgain(lane, round.status, !step.fallen.includes(lane)))
          sent = withRound(sent, lane, next(round, freshStatus(lane)))
      }
      return sent
    }
    case 'reopen': {
      const round = course.rounds.legal
      if (!isInApproval(course.version) || round?.status !== 'approved') return null
      return withRound(course, 'legal', next(round, 'open'))
    }
    case 'withdraw':
      return mayFollow(course.version, 'withdrawn') ? ended(course, 'withdrawn') : null
  }
}

/** Does the 14-day clock run here (R1.1)? Null before it starts and after it has ended. */
export function doesClockRun({ version, rounds }: Course, hasNewerPass = false): boolean | null {
  if (!isInApproval(version)) return null
  return !isPartners(nextTask(version, statusesOf(rounds), hasNewerPass))
}

function claimed(course: Course, { lane, by }: { lane: Lane; by: number }): Course | null {
  const round = atDesk(course, lane)
  if (!round || (round.holder !== null && round.holder !== by)) return null
  return withRound(begun(course), lane, { ...round, holder: by })
}

function decided(
  course: Course,
  { lane, by, decision }: { lane: Lane; by: number; decision: Decision },
  hasNewerPass: boolean
): Course | null {
  const round = atDesk(course, lane)
  if (!round || (round.holder !== null && round.holder !== by)) return null
  if (!decisionsOf(lane, round.status).includes(decision)) return null
  if (lane === 'qa_fab' && decision === 'approved' && !hasNewerPass) return null
  const written = withRound(begun(course), lane, { ...round, status: decision, holder: by })
  switch (consequenceOf(lane, decision)) {
    case 'refuse':
      return ended(written, 'refused')
    case 'correct':
      return mayFollow(written.version, 'needs_correction')
        ? { ...written, version: 'needs_correction' }
        : written
    case 'none':
      return completed(written)
  }
}

/** The last approval makes the version *disetujui* (R5.5). */
function completed(course: Course): Course {
  const isLast = course.version === 'in_review' && areAllApproved(statusesOf(course.rounds))
  return isLast ? { ...course, version: 'approved' } : course
}

/** Somebody of the staff has begun. */
function begun(course: Course): Course {
  return course.version === 'submitted' ? { ...course, version: 'in_review' } : course
}

function ended(course: Course, version: 'refused' | 'withdrawn'): Course {
  const rounds = Object.fromEntries(
    Object.entries(course.rounds).map(([lane, round]) => [
      lane,
      isUndecided(round.status) ? { ...round, status: 'void' as const } : round,
    ])
  )
  return { version, rounds }
}

function atDesk(course: Course, lane: Lane): CourseRound | null {
  const round = course.rounds[lane]
  return round && isInApproval(course.version) && isAtDesk(lane, round.status) ? round : null
}

function withRound(course: Course, lane: Lane, round: CourseRound): Course {
  return { ...course, rounds: { ...course.rounds, [lane]: round } }
}

function next({ number }: CourseRound, status: 'open' | 'waiting'): CourseRound {
  return { number: number + 1, status, holder: null }
}
