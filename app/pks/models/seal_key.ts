import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import type { SignerExamination, SignerState } from '#pki/signer_status'
import { parseCertificate, serialText } from '#pki/x509/certificate'
import { displayName } from '#pki/x509/name'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'

/**
 * One certificate that the operator seals or sealed with, found by its fingerprint. Rows stay: a document of a former key is ours, at
 * the time when it was sealed.
 */
export default class SealKey extends BaseRecord {
  static override table = 'seal_keys'

  /** SHA-256 of the certificate, lower-case hexadecimal. */
  @column()
  declare fingerprint: string

  @column()
  declare subject: string

  @column()
  declare serial: string

  @instant()
  declare notBefore: DateTime

  @instant()
  declare notAfter: DateTime

  /** DER in base64, leaf first. */
  @json()
  declare chain: string[]

  @column()
  declare status: SignerState

  /** Why it is not good: a word of the path's or of revocation's. */
  @column()
  declare reason: string | null

  @instant()
  declare checkedAt: DateTime

  @instant()
  declare firstUsedAt: DateTime | null

  @instant()
  declare lastUsedAt: DateTime | null

  /** Whole days until it ends; negative afterwards. */
  daysLeft(at: DateTime): number {
    return Math.floor(this.notAfter.diff(at, 'days').days)
  }

  /** It sealed a document. */
  async use({ at, trx }: { at: DateTime; trx: Trx }): Promise<void> {
    const [now, keys] = [at.toMillis(), () => trx.from('seal_keys').where('id', this.id)]
    await keys().whereNull('first_used_at').update({ first_used_at: now })
    await keys().update({ last_used_at: now, updated_at: now })
  }

  /** What a look at the certificates found, written down; a key not met before and a change of state are audited. */
  static async examined(
    chain: readonly Uint8Array[],
    { state, reason }: Pick<SignerExamination, 'state' | 'reason'>,
    { at, trx }: { at: DateTime; trx: Trx }
  ): Promise<SealKey> {
    const certificate = parseCertificate(chain[0]!)
    const id = publicId()
    await trx
      .knexQuery()
      .insert({
        public_id: id,
        fingerprint: certificate.fingerprint,
        subject: displayName(certificate.subject).slice(0, 400),
        serial: serialText(certificate),
        not_before: certificate.notBefore.getTime(),
        not_after: certificate.notAfter.getTime(),
        chain: JSON.stringify(chain.map((der) => Buffer.from(der).toString('base64'))),
        status: state,
        reason,
        checked_at: at.toMillis(),
        created_at: at.toMillis(),
        updated_at: at.toMillis(),
      })
      .into('seal_keys')
      .onConflict('fingerprint')
      .ignore()
    const key = await SealKey.query({ client: trx })
      .where('fingerprint', certificate.fingerprint)
      .forUpdate()
      .firstOrFail()
    const tell = (type: AuditType, data: Record<string, string | null>) =>
      audit(trx, {
        type,
        actor: { kind: 'system' },
        subject: { kind: 'seal_key', id: key.publicId },
        data,
      })
    if (key.publicId === id) await tell('pks.seal_key_seen', { fingerprint: key.fingerprint })
    else if (key.status !== state) {
      await tell('pks.seal_key_state', { from: key.status, to: state, reason })
    }
    key.useTransaction(trx)
    return key.merge({ status: state, reason, checkedAt: at }).save()
  }
}
