import { createHash } from 'node:crypto'
import brand from '#config/brand'
import ContentVersion from '#catalogue/models/content_version'
import { enqueueMail } from '#core/mail/mail'
import { WrongSignature } from '#pki/cms/sign'
import { OtherAuthority } from '#pki/pdf/seal'
import { TimestampRefused } from '#pki/timestamp/client'
import { holdContentOf } from '#pks/actions/end_agreements'
import {
  causeOf,
  learnAuthority,
  sealingMaterial,
  SignerFailed,
  type Hindrance,
  type SealingMaterial,
} from '#pks/actions/sealing_material'
import { tellOfWaiting } from '#pks/actions/watch_seal_key'
import { composeDocument } from '#pks/document/compose'
import { sealDocument, type SealedDocument } from '#pks/document/sealing'
import Agreement from '#pks/models/agreement'
import type SealKey from '#pks/models/seal_key'
import PksTemplate from '#pks/models/pks_template'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { put } from '#storage/main'

/**
 * Makes, seals and sends one PKS (outbox kind `pks.seal`). Safe to be killed anywhere and run again: the instant of issue is
 * claimed first and everything follows from it, the file is named by its own hash, and only one run takes the row from
 * `requested` to `sent`, in the transaction that also sends the mail. So no second document is ever sent; where a list was renewed or
 * a stamp given between two attempts, the file of the one that was killed stays behind, known to no row.
 *
 * Where the key, a revocation list or a time stamp cannot be had, the document waits: it is never sealed with less.
 */
export async function sealAgreement({ agreementId }: { agreementId: number }): Promise<void> {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.status !== 'requested') return
  const sealed = await seal(agreement)
  if (!sealed.ok) return hold(agreement, sealed.error)
  const { pdf, level, key: sealKey } = sealed.value
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
    const issuedAt = agreement.issuedAt!
    const document = { key, sha256, issuedAt, level, sealKeyId: sealKey.id }
    await fresh.send({ at, trx, document })
    await sealKey.use({ at, trx })
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

type Sealed = SealedDocument & { key: SealKey }

async function seal(agreement: Agreement): Promise<Result<Sealed, Hindrance>> {
  const template = await PksTemplate.findOrFail(agreement.templateId)
  const material = await sealingMaterial()
  if (!material.ok) return material
  const { key } = material.value
  await transaction((trx) =>
    agreement.claimIssue({ at: clock.now(), trx, notBefore: key.notBefore })
  )
  const document = composeDocument(agreement, template)
  return sealWith(material.value, (signing) =>
    sealDocument(document, signing, brand.inboundAddress)
  )
}

/** An authority with several certificates is learned about one by one. */
const AUTHORITIES = 4

async function sealWith(
  { key, signing }: SealingMaterial,
  perform: (signing: SealingMaterial['signing']) => Promise<SealedDocument>,
  left = AUTHORITIES
): Promise<Result<Sealed, Hindrance>> {
  try {
    return ok({ ...(await perform(signing)), key })
  } catch (error) {
    if (error instanceof OtherAuthority && left > 0) {
      learnAuthority(error)
      const next = await sealingMaterial()
      return next.ok ? sealWith(next.value, perform, left - 1) : next
    }
    if (error instanceof OtherAuthority || error instanceof TimestampRefused) {
      return err({ type: 'no_timestamp', cause: causeOf(error) })
    }
    if (error instanceof SignerFailed || error instanceof WrongSignature) {
      return err({ type: 'key_failed', cause: causeOf(error) })
    }
    throw error
  }
}

/** How long a document waits before it is tried again. */
const AGAIN_AFTER = { minutes: 5 } as const

async function hold(agreement: Agreement, hindrance: Hindrance): Promise<void> {
  const { type: because, cause } = hindrance
  await transaction(async (trx) => {
    const at = clock.now()
    await agreement.holdSeal({ at, trx, because, cause, retryAt: at.plus(AGAIN_AFTER) })
    await tellOfWaiting(trx, hindrance)
  })
}
