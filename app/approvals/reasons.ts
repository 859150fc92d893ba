import type { Lane } from '#approvals/lanes'

/** Why a lane said no, as keys of `resources/lang`: partners read them in their own language. */
export const REASON_LABELS = {
  company_differs: 'approvals.reason.company_differs',
  director_differs: 'approvals.reason.director_differs',
  number_invalid: 'approvals.reason.number_invalid',
  tax_number_differs: 'approvals.reason.tax_number_differs',
  pks_data_wrong: 'approvals.reason.pks_data_wrong',
  not_entitled: 'approvals.reason.not_entitled',
  poor_quality: 'approvals.reason.poor_quality',
  not_available: 'approvals.reason.not_available',
  care_unreachable: 'approvals.reason.care_unreachable',
  misleading: 'approvals.reason.misleading',
  forbidden_content: 'approvals.reason.forbidden_content',
  wrong_answer: 'approvals.reason.wrong_answer',
  wrong_redirect: 'approvals.reason.wrong_redirect',
  too_slow: 'approvals.reason.too_slow',
  duplicate_delivered: 'approvals.reason.duplicate_delivered',
  other: 'approvals.reason.other',
} as const

export type Reason = keyof typeof REASON_LABELS

export const REASONS_OF_LANE: Readonly<Record<Lane, readonly Reason[]>> = {
  legal: [
    'company_differs',
    'director_differs',
    'number_invalid',
    'tax_number_differs',
    'pks_data_wrong',
    'not_entitled',
    'other',
  ],
  qa_content: [
    'poor_quality',
    'not_available',
    'care_unreachable',
    'misleading',
    'forbidden_content',
    'other',
  ],
  qa_fab: ['wrong_answer', 'wrong_redirect', 'too_slow', 'duplicate_delivered', 'other'],
}

/** Is this one of the lane's reasons? */
export function isReason(lane: Lane, reason: string | null): reason is Reason {
  return REASONS_OF_LANE[lane].some((known) => known === reason)
}
