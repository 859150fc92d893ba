import { Duration, type DateTime } from 'luxon'
import { audit } from '#audit/record'
import Staff from '#identity/models/staff'
import { useToken } from '#identity/tokens/single_use_tokens'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** How long a visit of staff to the development store lasts. */
const VISIT = Duration.fromObject({ minutes: 45 })

/** Uses up the link that a member of staff made at the desk; `stale` for one that is used, old or wrong (R4.3). */
export function enterAsStaff(
  token: string
): Promise<Result<{ staffId: number; until: DateTime }, { type: 'stale' }>> {
  return transaction(async (trx) => {
    const claim = await useToken(trx, 'staff.store_entry', token)
    const staff = claim && (await Staff.query({ client: trx }).where('id', claim.userId).first())
    if (!staff || staff.disabled) return err({ type: 'stale' })
    await audit(trx, {
      type: 'staff.entered_development_store',
      actor: { kind: 'staff', id: staff.publicId },
      subject: { kind: 'staff', id: staff.publicId },
    })
    return ok({ staffId: staff.id, until: clock.now().plus(VISIT) })
  })
}
