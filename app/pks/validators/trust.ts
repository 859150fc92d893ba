import vine from '@vinejs/vine'
import { line, paragraphs } from '#core/http/fields'
import { PIN_CHANNELS } from '#pks/models/pinned_certificate'

/** What a bundle is, and where it is from. The file itself is looked at by who reads it. */
export const importValidator = vine.create({
  purpose: vine.enum(['email', 'seal']),
  source: line(300).minLength(5),
})

/** Why: for who decides next, and for the record. */
export const trustReasonValidator = vine.create({ reason: paragraphs(1000).minLength(10) })

/** By which other way Legal heard the fingerprint, and what it heard. */
export const comparisonValidator = vine.create({
  channel: vine.enum([...PIN_CHANNELS]),
  heard: line(200),
  note: paragraphs(1000).minLength(10),
})
