import type { Language } from '#core/http/surfaces'
import type { Translate } from '#core/words'
import { bankWithCode } from '#partners/bank_words'
import {
  attributeOf,
  COMPANY_FIELDS,
  SECTION_LABELS,
  SECTIONS,
  shownValue,
  type CompanyField,
  type FieldName,
} from '#partners/company_fields'
import { maskNumber } from '#partners/mask'
import type Partner from '#partners/models/partner'

export interface CompanyItem {
  name: FieldName
  label: string
  value: string
  is_personal: boolean
  is_shown: boolean
}

interface Reader {
  t: Translate
  language: Language
  /** The one personal number that is revealed, this once. */
  shown?: FieldName | null
}

/** A company's data by groups, as its owner and the staff see them: personal numbers masked but for the one that is revealed (R2.5). */
export function companyFile(
  partner: Partner,
  reader: Reader
): { title: string; items: CompanyItem[] }[] {
  return SECTIONS.map((section) => ({
    title: reader.t(SECTION_LABELS[section]),
    items: COMPANY_FIELDS.filter((field) => field.section === section).map((field) => ({
      name: field.name,
      label: reader.t(field.label),
      value: companyText(field, companyValue(partner, field), reader),
      is_personal: field.personal === true,
      is_shown: field.name === reader.shown,
    })),
  }))
}

/** What is on record of a field. */
export function companyValue(partner: Partner, { name }: CompanyField): string | null {
  return (partner[attributeOf(name) as keyof Partner] as string | null) ?? null
}

/** A value of a field as it is shown. */
export function companyText(
  field: CompanyField,
  value: string | null,
  { language, shown = null }: Omit<Reader, 't'>
): string {
  if (!value) return '–'
  if (field.personal) return field.name === shown ? value : maskNumber(value)
  if (field.name === 'bank_name') return bankWithCode(value)
  return shownValue(field, value, language)
}
