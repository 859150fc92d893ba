import { Duration } from 'luxon'
import { audit } from '#audit/record'
import type ApprovalRound from '#approvals/models/approval_round'
import { absoluteUrl, type Language } from '#core/http/surfaces'
import type Staff from '#identity/models/staff'
import { mintToken } from '#identity/tokens/single_use_tokens'
import { transaction } from '#shared/database/main'

/** How long the link into the development store may be followed. */
const LIFE = Duration.fromObject({ minutes: 5 })

/**
 * A link for one use by which staff enter the development store and see what is in approval (R4.3).
 *
 * @param round for which it is looked at; none for a way in from the menu
 */
export function openTrialStore(
  staff: Staff,
  language: Language,
  round: ApprovalRound | null = null
): Promise<string> {
  return transaction(async (trx) => {
    const token = await mintToken(trx, 'staff.store_entry', staff.id, LIFE)
    await audit(trx, {
      type: 'staff.store_entry_issued',
      actor: { kind: 'staff', id: staff.publicId },
      subject: round
        ? { kind: 'approval_round', id: round.publicId }
        : { kind: 'staff', id: staff.publicId },
    })
    return absoluteUrl('devstore', `/staff-entry/${token}`, language)
  })
}
