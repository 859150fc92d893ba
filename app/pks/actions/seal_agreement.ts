import { createHash } from 'node:crypto'
import type { DateTime } from 'luxon'
import brand from '#config/brand'
import ContentVersion from '#catalogue/models/content_version'
import { enqueueMail } from '#core/mail/mail'
import { WrongSignature } from '#pki/cms/sign'
import { knowingItsAuthority, OtherAuthority } from '#pki/pdf/seal'
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
import Agreement, { AgreementMoved, type SealedFile } from '#pks/models/agreement'
import type SealKey from '#pks/models/seal_key'
import PksTemplate from '#pks/models/pks_template'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'
import { get, put, remove } from '#storage/main'

/**
 * Makes, seals and sends one PKS (outbox kind `pks.seal`). Safe to be killed anywhere and run again: which document was sealed is written
 * down before its file is, whoever comes after a killed attempt goes on with that file, and only one run takes the row from `requested` to
 * `sent`, in the transaction that also sends the mail. So one document is made, and it is the one that is sent.
 *
 * Where the key, a revocation list or a time stamp cannot be had, the document waits: it is never sealed with less.
 */
export async function sealAgreement({ agreementId }: { agreementId: number }): Promise<void> {
  const agreement = await Agreement.findOrFail(agreementId)
  if (agreement.status !== 'requested') return
  const material = await sealingMaterial()
  if (!material.ok) return hold(agreement, material.error)
  const { key } = material.value
  if (await goesOnWith(agreement, key)) return send(agreement, key)
  const sealed = await seal(agreement, material.value)
  if (!sealed.ok) return hold(agreement, sealed.error)
  await keep(agreement, sealed.value)
  await send(agreement, sealed.value.key)
}

/** Did an attempt that was killed leave a whole file under the seal of `key`? One that it left otherwise is done away with. */
async function goesOnWith(agreement: Agreement, key: SealKey): Promise<boolean> {
  const left = agreement.sealed
  if (!left) return false
  const file = await get(left.key)
  if (file && sha256Of(file) === left.sha256 && left.sealKeyId === key.id) return true
  await transaction(async (trx) => {
    const mine = await agreement.keepSealed(null, { at: clock.now(), trx, over: left })
    if (!mine) throw new AgreementMoved(agreement, 'be sealed anew')
  })
  await remove(left.key)
  return false
}

async function keep(agreement: Agreement, { pdf, level, key, issuedAt }: Sealed): Promise<void> {
  // Each attempt has a file of its own: what one of them clears away is never another's.
  const attempt = publicId().toLowerCase()
  const sealed: SealedFile = {
    key: `pks/documents/${agreement.publicId.toLowerCase()}/${attempt}.pdf`,
    sha256: sha256Of(pdf),
    level,
    sealKeyId: key.id,
    issuedAt: issuedAt.toMillis(),
  }
  await transaction(async (trx) => {
    const first = await agreement.keepSealed(sealed, { at: clock.now(), trx, over: null })
    if (!first) throw new AgreementMoved(agreement, 'keep a second document')
  })
  await put(sealed.key, pdf)
}

async function send(agreement: Agreement, sealKey: SealKey): Promise<void> {
  const document = agreement.sealed!
  await transaction(async (trx) => {
    await holdContentOf(agreement, trx)
    const fresh = await Agreement.query({ client: trx })
      .where('id', agreement.id)
      .forUpdate()
      .firstOrFail()
    if (fresh.status !== 'requested') return
    if (fresh.sealed?.sha256 !== document.sha256) throw new AgreementMoved(agreement, 'send')
    const at = clock.now()
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

type Sealed = SealedDocument & { key: SealKey; issuedAt: DateTime }

async function seal(
  agreement: Agreement,
  first: SealingMaterial
): Promise<Result<Sealed, Hindrance>> {
  const template = await PksTemplate.findOrFail(agreement.templateId)
  const issuedAt = clock.now()
  const document = composeDocument(agreement, template, issuedAt)
  let material: Result<SealingMaterial, Hindrance> = ok(first)
  try {
    return await knowingItsAuthority(
      async () => {
        if (!material.ok) return material
        const { key, signing } = material.value
        const sealed = await sealDocument(document, signing, brand.inboundAddress)
        return ok({ ...sealed, key, issuedAt })
      },
      async (other) => {
        learnAuthority(other)
        material = await sealingMaterial()
      }
    )
  } catch (error) {
    if (error instanceof OtherAuthority || error instanceof TimestampRefused) {
      return err({ type: 'no_timestamp', cause: causeOf(error) })
    }
    if (error instanceof SignerFailed || error instanceof WrongSignature) {
      return err({ type: 'key_failed', cause: causeOf(error) })
    }
    throw error
  }
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

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
