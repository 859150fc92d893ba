import vine from '@vinejs/vine'
import { line, paragraphs } from '#core/http/fields'

const revision = vine.number().min(0).withoutDecimals()

export const textValidator = vine.create({
  title_id: line(160),
  title_en: line(160),
  body_id: paragraphs(50_000),
  body_en: paragraphs(50_000),
  revision,
})

/** A side link: its text is an address. */
export const linkValidator = vine.create({
  title_id: line(160),
  title_en: line(160),
  body_id: line(500).url({ protocols: ['http', 'https'], require_protocol: true }),
  body_en: line(500).url({ protocols: ['http', 'https'], require_protocol: true }),
  revision,
})

export const decisionValidator = vine.create({
  decision: vine.enum(['publish', 'discard', 'restore']),
  revision,
  number: vine.number().withoutDecimals().positive().optional(),
})
