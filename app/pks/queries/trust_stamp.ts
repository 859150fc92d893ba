import db from '@adonisjs/lucid/services/db'
import type Agreement from '#pks/models/agreement'
import type { Trx } from '#shared/database/main'

/**
 * Whom we trust with a reply to this PKS, in a word that differs as soon as an authority is trusted or withdrawn, or a certificate of the
 * partner pinned or taken back. In a transaction it stays so until its end.
 */
export async function trustStamp({ partnerId }: Agreement, trx?: Trx): Promise<string> {
  const client = trx ?? db.connection()
  const state = client.from('trust_state').where('id', 1)
  const pins = client
    .from('pinned_certificates')
    .where('partner_id', partnerId)
    .where('status', 'pinned')
    .orderBy('id')
  if (trx) {
    state.forUpdate()
    pins.forUpdate()
  }
  const [{ version }] = await state.select('version')
  const pinned = await pins.select('id')
  return [version, ...pinned.map(({ id }) => id)].join(' ')
}
