import type { HttpContext } from '@adonisjs/core/http'
import { changedBy, wantedValue, type Correction } from '#partners/actions/correct_partner'
import { attributeOf, shownValue } from '#partners/company_fields'
import { maskNumber } from '#partners/mask'
import type Partner from '#partners/models/partner'

const LANGUAGES = { id: 'Bahasa Indonesia', en: 'English' }

/** In which fields a correction differs from what is on record now, as rows for `@!comparison`; personal numbers are masked. */
export function companyDifferences(
  { t, arrival }: HttpContext,
  partner: Partner,
  correction: Correction
) {
  const rows = changedBy(correction, partner).map((field) => {
    const show = (value: string | null) => {
      if (!value) return '–'
      return field.personal ? maskNumber(value) : shownValue(field, value, arrival.language)
    }
    const is = (partner[attributeOf(field.name) as keyof Partner] as string | null) ?? null
    return {
      label: t(field.label),
      before: show(is),
      after: show(wantedValue(correction, field.name)),
      changed: true,
    }
  })
  if (correction.language === partner.language) return rows
  const [before, after] = [LANGUAGES[partner.language], LANGUAGES[correction.language]]
  return [...rows, { label: t('partners.fields.language'), before, after, changed: true }]
}
