/** What a reader may have against a comment. */
export const REPORT_REASONS = ['insult', 'personal', 'spam', 'untrue', 'other'] as const
export type ReportReason = (typeof REPORT_REASONS)[number]

export const REPORT_LABELS: Record<ReportReason, string> = {
  insult: 'storefront.report.reasons.insult',
  personal: 'storefront.report.reasons.personal',
  spam: 'storefront.report.reasons.spam',
  untrue: 'storefront.report.reasons.untrue',
  other: 'storefront.report.reasons.other',
}

/** What staff decide of a comment: hide it, leave it as it is, show it again. */
export const MODERATIONS = ['hide', 'keep', 'restore'] as const
export type Moderation = (typeof MODERATIONS)[number]
