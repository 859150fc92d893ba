import vine from '@vinejs/vine'
import { paragraphs } from '#core/http/fields'

/** Why a content leaves the store, or comes back: in words that the partner can act on. */
export const suspensionValidator = vine.create({ reason: paragraphs(500).minLength(10) })
