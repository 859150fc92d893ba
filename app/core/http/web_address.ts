import vine from '@vinejs/vine'
import outbound from '#config/outbound'
import { line } from '#core/http/fields'
import type { StoreEnvironment } from '#core/http/surfaces'
import { contractParametersIn } from '#shared/outbound/contract_parameters'
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

/** Only an address that is one gets here: this rule stands after `callable`. */
const freeOfOurNames = vine.createRule((value, _options, field) => {
  if (typeof value !== 'string' || !field.isValid) return
  const names = contractParametersIn(value).join(', ')
  if (names !== '')
    field.report(
      'The {{ field }} field has parameters of ours: {{ names }}',
      'address_parameter',
      field,
      {
        names,
      }
    )
})

/** An address that we sign calls or visits to: the partner's own parameters are kept, the contract's names are ours. */
export const signedAddress = (environment: StoreEnvironment) =>
  webAddress(environment).use(freeOfOurNames())
