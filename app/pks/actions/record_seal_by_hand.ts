import { audit } from '#audit/record'
import type SealKey from '#pks/models/seal_key'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

/** Writes down that somebody at the machine sealed a file with the operator's key (`pks:seal`): before anybody can have the file. */
export function recordSealByHand(key: SealKey, sha256: string): Promise<void> {
  return transaction(async (trx) => {
    await key.use({ at: clock.now(), trx })
    await audit(trx, {
      type: 'pks.sealed_by_hand',
      actor: { kind: 'system' },
      subject: { kind: 'seal_key', id: key.publicId },
      data: { sha256 },
    })
  })
}
