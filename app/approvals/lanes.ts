/** What is decided on its own: Legal's lane, and the two parts of QA's (R5.2, R5.3). */
export const LANES = ['legal', 'qa_content', 'qa_fab'] as const
export type Lane = (typeof LANES)[number]

export const LANE_LABELS: Readonly<Record<Lane, string>> = {
  legal: 'approvals.lane.legal',
  qa_content: 'approvals.lane.qa_content',
  qa_fab: 'approvals.lane.qa_fab',
}

export type LaneRole = 'legal' | 'qa'

/** Which role decides in a lane. Administrators look on; nobody else sees it (R5.5). */
export const ROLE_OF_LANE: Readonly<Record<Lane, LaneRole>> = {
  legal: 'legal',
  qa_content: 'qa',
  qa_fab: 'qa',
}

export const DECISIONS = ['approved', 'needs_correction', 'refused'] as const
export type Decision = (typeof DECISIONS)[number]

/** Is it a decision, not the status of a round that nobody has decided? */
export function isDecision(status: string): status is Decision {
  return DECISIONS.some((known) => known === status)
}

/**
 * What each lane may decide. FAB knows no correction: its refusal says what to mend, and a newer passing purchase is
 * the answer (R5.4).
 */
export const DECISIONS_OF_LANE: Readonly<Record<Lane, readonly Decision[]>> = {
  legal: DECISIONS,
  qa_content: DECISIONS,
  qa_fab: ['approved', 'refused'],
}
