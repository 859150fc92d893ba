import { DateTime } from 'luxon'
import type { Language } from '#core/http/surfaces'
import { formatDate } from '#core/views/format'
import { DISPLAY_ZONE } from '#shared/clock'
import { formatPhone } from '#shared/phone'

/**
 * The fields of a partner's registration (R2), in the order and the groups in which they are asked for,
 * looked at again, shown and corrected.
 */
export const SECTIONS = ['contact', 'company', 'legality', 'account'] as const
export type Section = (typeof SECTIONS)[number]

export interface CompanyField {
  /** Of the form; the model's attribute is the same in camel case. */
  name: FieldName
  section: Section
  /** Key of its label. */
  label: string
  /** Personal data: masked on screens (R2.5). */
  personal?: true
  /** A telephone number: shown in groups. */
  phone?: true
  /** Part of what Legal validates: a change goes back to Legal (R2.4). */
  legal?: true
  /** Stands in the PKS, too: what Legal has approved for a PKS that is not made yet is looked at again. */
  pks?: true
}

export type FieldName =
  | 'name'
  | 'email'
  | 'mobile'
  | 'ktp'
  | 'npwp'
  | 'company_name'
  | 'website'
  | 'address'
  | 'phone'
  | 'nib'
  | 'siup'
  | 'tdp'
  | 'decree_number'
  | 'deed_number'
  | 'deed_date'
  | 'company_npwp'
  | 'director_name'
  | 'director_ktp'
  | 'bank_name'
  | 'bank_branch'
  | 'bank_account'
  | 'bank_holder'

/** What registration keeps and the account shows. Digits without punctuation, `deed_date` as `2019-03-04`. */
export type CompanyData = Record<Exclude<FieldName, 'nib' | 'siup' | 'tdp'>, string> &
  Record<'nib' | 'siup' | 'tdp', string | null>

export const COMPANY_FIELDS: readonly CompanyField[] = [
  { name: 'name', section: 'contact', label: 'partners.fields.name', pks: true },
  { name: 'email', section: 'contact', label: 'partners.fields.email', pks: true },
  { name: 'mobile', section: 'contact', label: 'partners.fields.mobile', phone: true },
  { name: 'ktp', section: 'contact', label: 'partners.fields.ktp', personal: true, legal: true },
  { name: 'npwp', section: 'contact', label: 'partners.fields.npwp', personal: true, legal: true },
  { name: 'company_name', section: 'company', label: 'partners.fields.company_name', legal: true },
  { name: 'website', section: 'company', label: 'partners.fields.website' },
  { name: 'address', section: 'company', label: 'partners.fields.address', legal: true },
  { name: 'phone', section: 'company', label: 'partners.fields.phone', phone: true },
  { name: 'nib', section: 'legality', label: 'partners.fields.nib', legal: true },
  { name: 'siup', section: 'legality', label: 'partners.fields.siup', legal: true },
  { name: 'tdp', section: 'legality', label: 'partners.fields.tdp', legal: true },
  {
    name: 'decree_number',
    section: 'legality',
    label: 'partners.fields.decree_number',
    legal: true,
  },
  { name: 'deed_number', section: 'legality', label: 'partners.fields.deed_number', legal: true },
  { name: 'deed_date', section: 'legality', label: 'partners.fields.deed_date', legal: true },
  {
    name: 'company_npwp',
    section: 'legality',
    label: 'partners.fields.company_npwp',
    personal: true,
    legal: true,
  },
  {
    name: 'director_name',
    section: 'legality',
    label: 'partners.fields.director_name',
    legal: true,
  },
  {
    name: 'director_ktp',
    section: 'legality',
    label: 'partners.fields.director_ktp',
    personal: true,
    legal: true,
  },
  { name: 'bank_name', section: 'account', label: 'partners.fields.bank_name', pks: true },
  { name: 'bank_branch', section: 'account', label: 'partners.fields.bank_branch', pks: true },
  {
    name: 'bank_account',
    section: 'account',
    label: 'partners.fields.bank_account',
    personal: true,
    pks: true,
  },
  { name: 'bank_holder', section: 'account', label: 'partners.fields.bank_holder', pks: true },
]

export const SECTION_LABELS: Record<Section | 'secret', string> = {
  contact: 'partners.sections.contact',
  company: 'partners.sections.company',
  legality: 'partners.sections.legality',
  account: 'partners.sections.account',
  secret: 'partners.sections.secret',
}

/** The model's attribute of a field: `company_name` → `companyName`. */
export function attributeOf(name: FieldName): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** A value that is not masked, as people read it; the form takes it in this spelling, too. */
export function shownValue(
  { name, phone }: CompanyField,
  value: string,
  language: Language
): string {
  if (phone) return formatPhone(value)
  if (name !== 'deed_date') return value
  return formatDate(DateTime.fromISO(value, { zone: DISPLAY_ZONE }), language)
}
