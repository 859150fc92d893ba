import { lockOwnVersion } from '#approvals/actions/lock_version'
import { takeBack } from '#approvals/actions/withdraw_version'
import { withdrawContent as endSale } from '#catalogue/actions/end_sale'
import { endAgreements } from '#pks/actions/end_agreements'
import type Partner from '#partners/models/partner'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** The partner takes a published content off sale for good, and with it a newer version in approval and its agreement (R7.1). */
export function withdrawContent(
  partner: Partner,
  contentPublicId: string
): Promise<Result<undefined, { type: 'not_found' | 'too_late' }>> {
  return transaction(
    async (trx): Promise<Result<undefined, { type: 'not_found' | 'too_late' }>> => {
      const own = await lockOwnVersion(trx, partner, contentPublicId)
      if (!own) return err({ type: 'not_found' })
      const { content, version } = own
      if (!(await endSale(trx, content, partner))) return err({ type: 'too_late' })
      const by = { kind: 'partner', id: partner.publicId } as const
      await endAgreements(trx, content, { reason: 'content_withdrawn', by })
      if (version.may('withdrawn')) await takeBack(trx, partner, own)
      return ok()
    }
  )
}
