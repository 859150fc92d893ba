import vine from '@vinejs/vine'
import { emailAddress, line, paragraphs } from '#core/http/fields'
import { signedAddress, webAddress } from '#core/http/web_address'

/** What the lists of the form offer at this moment; handed to the validator as `meta`. */
export interface OfferedValues {
  categories: string[]
  prices: string[]
}

const phoneNumber = () => line(20).regex(/^\+?[0-9][0-9 ().-]{5,18}$/)

/**
 * The content form (R3.1 to R3.4). A draft may be half filled, so nothing is required here: what a submission must have
 * is `missingFields`. What is filled must have the field's own form.
 */
export const contentFormValidator = vine.compile(
  vine.object({
    name: line(80).optional(),
    category: vine.enum((field) => (field.meta as OfferedValues).categories).optional(),
    summary: line(160).optional(),
    description: paragraphs(5_000).optional(),
    specification: paragraphs(3_000).optional(),
    care_phone: phoneNumber().optional(),
    care_email: emailAddress().optional(),
    price: vine.enum((field) => (field.meta as OfferedValues).prices).optional(),
    payment_kind: vine.enum(['once', 'subscription'] as const).optional(),
    forwarding_url_production: signedAddress('production').optional(),
    forwarding_url_development: signedAddress('development').optional(),
    redirect_url_production: signedAddress('production').optional(),
    redirect_url_development: signedAddress('development').optional(),
    demo_url: webAddress('development').optional(),
    terms_accepted: vine.accepted().optional(),
  })
)
