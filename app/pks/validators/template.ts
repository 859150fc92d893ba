import vine from '@vinejs/vine'
import { paragraphs } from '#core/http/fields'

const revision = () => vine.number().min(0).withoutDecimals()

/** A template's text in both languages, and the revision that was on the page. */
export const templateValidator = vine.create({
  text_id: paragraphs(200_000),
  text_en: paragraphs(200_000),
  revision: revision(),
})

export const revisionValidator = vine.create({ revision: revision() })
