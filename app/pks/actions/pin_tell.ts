import { enqueueMail } from '#core/mail/mail'
import type PinnedCertificate from '#pks/models/pinned_certificate'
import type { PinStatus } from '#pks/models/pinned_certificate'
import type { Trx } from '#shared/database/main'

/** The partner learns of every step of a certificate, in their language: also of one that somebody else did in their name. */
export function tellPartner(trx: Trx, pin: PinnedCertificate, step: PinStatus): Promise<void> {
  return enqueueMail(
    trx,
    'pks.pin_step',
    { pinId: pin.id, step },
    `pks.pin_step:${pin.publicId}:${step}`
  )
}
