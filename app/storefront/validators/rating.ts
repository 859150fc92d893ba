import vine from '@vinejs/vine'

/** *Beri rating dan komentar*. */
export const ratingValidator = vine.create({
  stars: vine.number().withoutDecimals().range([1, 5]),
  comment: vine.string().maxLength(1000).optional(),
})
