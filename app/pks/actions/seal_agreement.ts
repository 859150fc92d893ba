import { createHash } from 'node:crypto'
import brand from '#config/brand'
import ContentVersion from '#catalogue/models/content_version'
import { enqueueMail } from '#core/mail/mail'
import { signer } from '#pki/main'
import { composeDocument } from '#pks/document/compose'
import { holdContentOf } from '#pks/actions/end_agreements'
import { sealDocument } from '#pks/document/sealing'
import Agreement from '#pks/models/agreement'
import PksTemplate from '#pks/models/pks_template'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { put } from '#storage/main'

/**
 * Makes, seals and sends one PKS (outbox kind `pks.seal`). Safe to be killed anywhere and run again: the instant of issue is
 * claimed first and everything follows from it, the file is named by its own hash, and only one run takes the row from
 * `requested` to `sent`, in the transaction that also sends the mail. So there is never a second document.
 */
export async function sealAgreement({ agreementId }: { agreementId: number }): Promise<void> {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.status !== 'requested') return
  await transaction((trx) => agreement.claimIssue({ at: clock.now(), trx }))
  const template = await PksTemplate.findOrFail(agreement.templateId)
  const pdf = await sealDocument(
    composeDocument(agreement, template),
    await signer(),
    brand.inboundAddress
  )
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const key = `pks/documents/${agreement.publicId.toLowerCase()}/${sha256}.pdf`
  await put(key, pdf)
  await transaction(async (trx) => {
    await holdContentOf(agreement, trx)
    const fresh = await Agreement.query({ client: trx })
      .where('id', agreement.id)
      .forUpdate()
      .firstOrFail()
    if (fresh.status !== 'requested') return
    const at = clock.now()
    await fresh.send({ at, trx, document: { key, sha256 } })
    const version = await ContentVersion.findOrFail(fresh.versionId, { client: trx })
    if (version.status === 'approved') await version.markPksSent({ at, trx })
    await enqueueMail(
      trx,
      'pks.document',
      { agreementId: fresh.id },
      `pks.document:${fresh.publicId}`
    )
  })
}
