import vine from '@vinejs/vine'
import { line } from '#core/http/fields'

/** Rounds that were ticked, and what is to be done with them. One ticked box comes as a word, not a list. */
export const queueBatchValidator = vine.compile(
  vine.object({
    step: vine.enum(['claim', 'release', 'assign'] as const),
    rounds: vine
      .array(line(26))
      .minLength(1)
      .maxLength(50)
      .parse((value) => (typeof value === 'string' ? [value] : value)),
    colleague: line(26).optional(),
  })
)
