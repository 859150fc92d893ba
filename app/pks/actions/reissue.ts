import ContentVersion from '#catalogue/models/content_version'
import { requestIssue } from '#pks/actions/request_issue'
import type Agreement from '#pks/models/agreement'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** A lapsed PKS is issued anew, with a new number, code and the terms of today (R6.5). */
export async function reissue(
  agreement: Agreement
): Promise<Result<Agreement, { type: 'not_lapsed' }>> {
  return transaction(async (trx) => {
    const version = await ContentVersion.query({ client: trx })
      .where('id', agreement.versionId)
      .forUpdate()
      .firstOrFail()
    if (agreement.status !== 'lapsed' || version.status !== 'approved')
      return err({ type: 'not_lapsed' })
    return ok(await requestIssue(trx, version))
  })
}
