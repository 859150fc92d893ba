import type { HttpContext } from '@adonisjs/core/http'
import { changedBy, wantedValue, type Correction } from '#partners/actions/correct_partner'
import type Partner from '#partners/models/partner'
import { companyText, companyValue } from '#partners/presenters/company_file'

const LANGUAGES = { id: 'Bahasa Indonesia', en: 'English' }

/** In which fields a correction differs from what is on record now, as rows for `@!comparison`; personal numbers are masked. */
export function companyDifferences(
  { t, arrival }: HttpContext,
  partner: Partner,
  correction: Correction
) {
  const rows = changedBy(correction, partner).map((field) => {
    const show = (value: string | null) => companyText(field, value, arrival)
    return {
      label: t(field.label),
      before: show(companyValue(partner, field)),
      after: show(wantedValue(correction, field.name)),
      changed: true,
    }
  })
  if (correction.language === partner.language) return rows
  const [before, after] = [LANGUAGES[partner.language], LANGUAGES[correction.language]]
  return [...rows, { label: t('partners.fields.language'), before, after, changed: true }]
}
