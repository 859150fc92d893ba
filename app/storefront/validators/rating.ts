import vine from '@vinejs/vine'
import { paragraphs } from '#core/http/fields'
import { MODERATIONS, REPORT_REASONS } from '#storefront/reports'

/** *Beri rating dan komentar*. */
export const ratingValidator = vine.create({
  stars: vine.number().withoutDecimals().range([1, 5]),
  comment: paragraphs(1000).nullable().optional(),
})

export const answerValidator = vine.create({ answer: paragraphs(1000).minLength(2) })

export const reportValidator = vine.create({
  reason: vine.enum(REPORT_REASONS),
  note: paragraphs(500).nullable().optional(),
})

export const moderationValidator = vine.create({
  decision: vine.enum(MODERATIONS),
  reason: paragraphs(500).minLength(5),
})
