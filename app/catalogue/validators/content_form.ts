import vine from '@vinejs/vine'
import outbound from '#config/outbound'
import { emailAddress, line, paragraphs } from '#core/http/fields'
import type { StoreEnvironment } from '#core/http/surfaces'
import { checkUrl } from '#shared/outbound/url'

/** What the lists of the form offer at this moment; handed to the validator as `meta`. */
export interface FormLists {
  categories: string[]
  prices: string[]
}

/**
 * An address of the partner's site. The production store calls by TLS alone; the development store also plainly where
 * the machine allows it. The names of the rules are those of the refusals of `checkUrl`, so each has its own message.
 */
const webAddress = vine.createRule(
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

const phoneNumber = () => line(20).regex(/^\+?[0-9][0-9 ().-]{5,18}$/)

/**
 * The content form (R3.1 to R3.4). A draft may be half filled, so nothing is required here: what a submission must have
 * is `missingFields`. What is filled must have the field's own form.
 */
export const contentFormValidator = vine.compile(
  vine.object({
    name: line(80).optional(),
    category: vine.enum((field) => (field.meta as FormLists).categories).optional(),
    summary: line(160).optional(),
    description: paragraphs(5_000).optional(),
    specification: paragraphs(3_000).optional(),
    care_phone: phoneNumber().optional(),
    care_email: emailAddress().optional(),
    price: vine.enum((field) => (field.meta as FormLists).prices).optional(),
    payment_kind: vine.enum(['once', 'subscription'] as const).optional(),
    forwarding_url_production: line(500)
      .use(webAddress({ environment: 'production' }))
      .optional(),
    forwarding_url_development: line(500)
      .use(webAddress({ environment: 'development' }))
      .optional(),
    redirect_url_production: line(500)
      .use(webAddress({ environment: 'production' }))
      .optional(),
    redirect_url_development: line(500)
      .use(webAddress({ environment: 'development' }))
      .optional(),
    demo_url: line(500)
      .use(webAddress({ environment: 'development' }))
      .optional(),
    image_id: line(26).optional(),
    terms_version: line(26).optional(),
    terms_accepted: vine.accepted().optional(),
  })
)

/** The two addresses that a partner may mend while the content is being examined (R5.4). */
export const developmentUrlsValidator = vine.compile(
  vine.object({
    forwarding_url_development: line(500).use(webAddress({ environment: 'development' })),
    redirect_url_development: line(500).use(webAddress({ environment: 'development' })),
  })
)
