import TermsReading from '#catalogue/models/terms_reading'
import TermsVersion from '#catalogue/models/terms_version'
import type Partner from '#partners/models/partner'

/** Which *Term of Service* a partner has read, when and from where (R3.4): for the export of its data. */
export async function ownReadings({ id }: Partner) {
  const readings = await TermsReading.query().where('partner_id', id).orderBy('id')
  const terms = await TermsVersion.all()
  const numbers = new Map(terms.map(({ id: termsId, number }) => [termsId, number]))
  return readings.map(({ termsVersionId, openedAt, finishedAt, ip }) => ({
    version: numbers.get(termsVersionId),
    opened_at: openedAt.toISO(),
    finished_at: finishedAt.toISO(),
    ip,
  }))
}
