/** Personal data that Legal may uncover, one at a time, each reading logged (R2.5). */
export const SEALED_FIELDS = ['ktp', 'npwp', 'bankAccount', 'companyNpwp', 'directorKtp'] as const
export type SealedField = (typeof SEALED_FIELDS)[number]
