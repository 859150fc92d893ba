import vine from '@vinejs/vine'
import { line, paragraphs } from '#core/http/fields'

/** `11.000` or `11000`: whole rupiah. */
export const priceValidator = vine.create({ amount: line(13).regex(/^[1-9][\d.]{0,11}$/) })

export const categoryValidator = vine.create({ name_id: line(80), name_en: line(80) })

/** The key stands in addresses: `/categories/musik`. */
export const newCategoryValidator = vine.create({
  key: line(40).regex(/^[a-z][a-z_]{1,39}$/),
  name_id: line(80),
  name_en: line(80),
})

/** A legal text in both languages, and the revision that was on the page. */
export const textDraftValidator = vine.create({
  text_id: paragraphs(200_000),
  text_en: paragraphs(200_000),
  revision: vine.number().min(0).withoutDecimals(),
})

export const revisionValidator = vine.create({
  revision: vine.number().min(0).withoutDecimals(),
})
