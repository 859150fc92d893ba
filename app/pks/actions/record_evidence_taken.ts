import { audit, type AuditActor } from '#audit/record'
import type Agreement from '#pks/models/agreement'
import { transaction } from '#shared/database/main'

/** Somebody took the evidence bundle of an agreement away, which holds mails with their addresses: that is written down. */
export async function recordEvidenceTaken(agreement: Agreement, actor: AuditActor): Promise<void> {
  await transaction((trx) =>
    audit(trx, {
      type: 'pks.evidence_taken',
      actor,
      subject: { kind: 'agreement', id: agreement.publicId },
    })
  )
}
