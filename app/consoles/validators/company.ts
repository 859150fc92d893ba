import vine from '@vinejs/vine'
import { paragraphs } from '#core/http/fields'
import { COMPANY_FIELDS, type FieldName } from '#partners/company_fields'
import { READ_REASONS, type ReadReason } from '#partners/read_reasons'

const NUMBERS = COMPANY_FIELDS.filter(({ personal }) => personal).map(({ name }) => name)

/** Which number, and why: the partner reads both. */
export const revealValidator = vine.compile(
  vine.object({
    field: vine.enum(NUMBERS as [FieldName, ...FieldName[]]),
    reason: vine.enum(Object.keys(READ_REASONS) as [ReadReason, ...ReadReason[]]),
  })
)

/** What the partner is to correct. */
export const sendBackValidator = vine.compile(
  vine.object({ reason: paragraphs(1000).minLength(10) })
)
