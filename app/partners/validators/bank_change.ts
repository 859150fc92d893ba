import vine from '@vinejs/vine'
import { paragraphs } from '#core/http/fields'
import { BANK_CHANNELS } from '#partners/models/bank_change'

export const bankCheckValidator = vine.compile(vine.object({ channel: vine.enum(BANK_CHANNELS) }))

/** Why staff say no; the partner reads it. */
export const reasonValidator = vine.compile(vine.object({ reason: paragraphs(1000).minLength(10) }))
