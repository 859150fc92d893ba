import vine from '@vinejs/vine'
import { signedAddress } from '#core/http/web_address'

/** The two addresses that a partner may mend while the content is being examined (R5.4). */
export const developmentUrlsValidator = vine.compile(
  vine.object({
    forwarding_url_development: signedAddress('development'),
    redirect_url_development: signedAddress('development'),
  })
)
