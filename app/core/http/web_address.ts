import vine from '@vinejs/vine'
import outbound from '#config/outbound'
import { line } from '#core/http/fields'
import type { StoreEnvironment } from '#core/http/surfaces'
import { checkUrl } from '#shared/outbound/url'

/**
 * An address of the partner's site. The production store calls by TLS alone; the development store also plainly where
 * the machine allows it. The names of the rules are those of the refusals of `checkUrl`, so each has its own message.
 */
const callable = vine.createRule(
  (value, { environment }: { environment: StoreEnvironment }, field) => {
    if (typeof value !== 'string') return
    const judged = checkUrl(value, outbound[environment])
    if (!judged.allowed)
      field.report(
        'The {{ field }} field is not an address that we can call',
        `address_${judged.reason}`,
        field
      )
  }
)

/** A field for an address of the partner's site that this store will call or link to (R3.2). */
export const webAddress = (environment: StoreEnvironment) =>
  line(500).use(callable({ environment }))
