import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { flag, instant, json } from '#shared/database/columns'
import type { UserKind } from '#identity/sessions/store'

/** A passkey of an account: the public half of a key pair that never leaves its owner's device or keychain. */
export default class Passkey extends BaseRecord {
  static override table = 'passkeys'

  @column()
  declare userKind: UserKind

  @column()
  declare userId: number

  /** What its owner calls it. */
  @column()
  declare name: string

  /** The host that it was made for. */
  @column()
  declare rpId: string

  /** base64url */
  @column()
  declare credentialId: string

  /** COSE key, base64url. */
  @column()
  declare publicKey: string

  /** How often it has signed, as it says itself; 0 for ever where it does not count. */
  @column({ consume: Number })
  declare signCount: number

  @json()
  declare transports: string[]

  /** Kept by a keychain that may hold it on several devices; fixed when it is made. */
  @flag()
  declare mayBeSynced: boolean

  @flag()
  declare isSynced: boolean

  @instant()
  declare lastUsedAt: DateTime | null
}
