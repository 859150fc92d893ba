import vine from '@vinejs/vine'
import { line } from '#core/http/fields'

/** JSON of a credential, as a browser makes it. The largest signature and chain of today are a tenth of this. */
const credential = () => vine.string().maxLength(20_000)

/** A passkey's signature in the place of e-mail and password, and the page that was wanted before. */
export const passkeyEntryValidator = vine.compile(
  vine.object({ passkey: credential(), next: vine.string().maxLength(2_000).optional() })
)

/** A passkey's signature, or a passkey just made. */
export const passkeyValidator = vine.compile(vine.object({ passkey: credential() }))

/** What a passkey is to be called. */
export const passkeyNameValidator = vine.compile(vine.object({ passkey_name: line(60) }))
