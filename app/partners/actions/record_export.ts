import { audit } from '#audit/record'
import type Partner from '#partners/models/partner'
import { transaction } from '#shared/database/main'

/** Notes that a partner took its data away: the note stands before the file is given. */
export function recordExport({ publicId }: Partner): Promise<void> {
  return transaction((trx) =>
    audit(trx, {
      type: 'partner.data_exported',
      actor: { kind: 'partner', id: publicId },
      subject: { kind: 'partner', id: publicId },
    })
  )
}
