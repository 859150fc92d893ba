import { audit } from '#audit/record'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import type Partner from '#partners/models/partner'
import { transaction } from '#shared/database/main'

/** The partner's address is back: calls go there again, and its content is sold again. */
export function switchOn(
  partner: Partner,
  contentId: number,
  environment: 'production' | 'development'
): Promise<void> {
  return transaction(async (trx) => {
    await SwitchedOffUrl.query({ client: trx })
      .where('partnerId', partner.id)
      .where('contentId', contentId)
      .where('environment', environment)
      .delete()
    await audit(trx, {
      type: 'forwarding.url_switched_on',
      actor: { kind: 'partner', id: partner.publicId },
      subject: { kind: 'content', id: null },
      data: { environment },
    })
  })
}
