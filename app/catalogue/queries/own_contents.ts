import { DateTime } from 'luxon'
import Content from '#catalogue/models/content'
import ContentVersion, { IN_APPROVAL } from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import type { Client } from '#shared/database/main'

/** What a partner's contents say, with what was typed and not sent yet, and from where terms were accepted: for the export of its data. */
export async function ownContents({ id }: Partner) {
  const contents = await Content.query().where('partner_id', id).orderBy('id')
  const versions = await ContentVersion.query()
    .whereIn(
      'content_id',
      contents.map((content) => content.id)
    )
    .orderBy('id')
  return contents.map((content) => ({
    id: content.publicId,
    withdrawn_at: content.withdrawnAt?.toISO() ?? null,
    versions: versions
      .filter(({ contentId }) => contentId === content.id)
      .map((version) => ({
        number: version.number,
        status: version.status,
        name: version.name,
        care_phone: version.carePhone,
        care_email: version.careEmail,
        terms_accepted_at: version.termsAcceptedAt?.toISO() ?? null,
        terms_accepted_ip: version.termsAcceptedIp,
        correction: correctionOf(version),
        unfinished: version.unfinished,
      })),
  }))
}

/** What was saved since a correction was asked for, as it was written. */
function correctionOf({ correction }: ContentVersion) {
  if (!correction) return null
  const { values, terms } = correction
  const acceptedAt = terms && DateTime.fromMillis(terms.acceptedAt, { zone: 'utc' })
  return {
    values,
    terms_accepted_at: acceptedAt?.toISO() ?? null,
    terms_accepted_ip: terms?.ip ?? null,
  }
}

/** Contents on sale, suspended or in approval: while there is one, somebody has to answer for it. */
export async function countOpenContents({ id }: Partner, client?: Client): Promise<number> {
  const contents = await Content.query(client ? { client } : {})
    .where('partner_id', id)
    .whereNull('withdrawn_at')
    .where((open) =>
      open.whereNotNull('live_version_id').orWhereIn('id', (versions) =>
        versions
          .from('content_versions')
          .whereIn('status', [...IN_APPROVAL])
          .select('content_id')
      )
    )
    .select('id')
  return contents.length
}
