import { isDeepStrictEqual } from 'node:util'
import ContentVersion from '#catalogue/models/content_version'
import { holdPartner } from '#partners/actions/hold_partner'
import type Partner from '#partners/models/partner'
import { holdContentOf } from '#pks/actions/end_agreements'
import { requestIssue } from '#pks/actions/request_issue'
import { draftDocument } from '#pks/document/draft'
import type Agreement from '#pks/models/agreement'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'

/**
 * A lapsed PKS is issued anew, with a new number and code, and with the terms that were approved (R6.5). Where today's terms would say
 * anything else (a company that has moved, a newer template), Legal looks first: the event `pks.terms_changed` asks for it.
 */
export async function reissue(
  agreement: Agreement
): Promise<Result<Agreement, { type: 'not_lapsed' | 'terms_changed' }>> {
  return transaction(async (trx) => {
    // The partner first, then the content, as wherever they are held.
    const partner = await holdPartner(trx, agreement.partnerId)
    await holdContentOf(agreement, trx)
    const version = await ContentVersion.query({ client: trx })
      .where('id', agreement.versionId)
      .forUpdate()
      .firstOrFail()
    if (agreement.status !== 'lapsed' || version.status !== 'approved')
      return err({ type: 'not_lapsed' })
    if (await saysTheSame(agreement, version, partner, trx))
      return ok(await requestIssue(trx, version))
    await version.reexamine({ at: clock.now(), trx })
    await enqueue(trx, { kind: 'pks.terms_changed', payload: { versionId: version.id } })
    return err({ type: 'terms_changed' })
  })
}

async function saysTheSame(
  { terms }: Agreement,
  version: ContentVersion,
  partner: Partner,
  trx: Trx
): Promise<boolean> {
  const draft = await draftDocument(version, partner, trx)
  return isDeepStrictEqual(terms, draft.terms)
}
