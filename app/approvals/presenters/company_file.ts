import { DateTime } from 'luxon'
import { SEALED_FIELDS, type SealedField } from '#approvals/sealed_fields'
import type { Translate } from '#core/words'
import type { Language } from '#core/http/surfaces'
import { formatDate } from '#core/views/format'
import { DISPLAY_ZONE } from '#shared/clock'
import { formatPhone } from '#shared/phone'
import type Partner from '#partners/models/partner'

const LABELS: Readonly<Record<SealedField, string>> = {
  ktp: 'approvals.company.ktp',
  npwp: 'approvals.company.npwp',
  bankAccount: 'approvals.company.bank_account',
  companyNpwp: 'approvals.company.company_npwp',
  directorKtp: 'approvals.company.director_ktp',
}

/** What Legal sees of the company: open data as it is, the rest covered but for its last four digits. */
export function companyFile(
  partner: Partner,
  t: Translate,
  language: Language,
  shown: SealedField | null
) {
  return {
    open: [
      { label: t('approvals.company.name'), value: partner.companyName },
      { label: t('approvals.company.address'), value: partner.address },
      { label: t('approvals.company.nib'), value: partner.nib ?? '–' },
      { label: t('approvals.company.siup'), value: partner.siup ?? '–' },
      { label: t('approvals.company.tdp'), value: partner.tdp ?? '–' },
      {
        label: t('approvals.company.deed'),
        value: t('approvals.company.deed_value', {
          number: partner.deedNumber,
          date: formatDate(DateTime.fromISO(partner.deedDate, { zone: DISPLAY_ZONE }), language),
        }),
      },
      { label: t('approvals.company.decree'), value: partner.decreeNumber },
      { label: t('approvals.company.director'), value: partner.directorName },
      {
        label: t('approvals.company.contact'),
        value: [
          partner.name,
          partner.email,
          formatPhone(partner.mobile),
          formatPhone(partner.phone),
        ],
      },
      { label: t('approvals.company.website'), value: partner.website },
      {
        label: t('approvals.company.bank'),
        value: [partner.bankName, partner.bankBranch, partner.bankHolder],
      },
    ],
    sealed: SEALED_FIELDS.map((field) => ({
      field,
      label: t(LABELS[field]),
      value: field === shown ? partner[field] : covered(partner[field]),
      is_shown: field === shown,
    })),
  }
}

function covered(value: string): string {
  return `•••• ${value.slice(-4)}`
}
