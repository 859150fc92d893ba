/** Why a member of staff uncovers a number (R2.5): the partner reads it, so there is no reason without words. */
export const READ_REASONS = {
  legal_review: 'partners.read.reason.legal_review',
  bank_check: 'partners.read.reason.bank_check',
  partner_asked: 'partners.read.reason.partner_asked',
  authority_asked: 'partners.read.reason.authority_asked',
} as const

export type ReadReason = keyof typeof READ_REASONS
