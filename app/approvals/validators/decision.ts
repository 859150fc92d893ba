import vine from '@vinejs/vine'
import { DECISIONS } from '#approvals/lanes'
import { line, paragraphs } from '#core/http/fields'

/** A decision as the desk's form sends it; what each decision must carry is `decideRound`'s matter. */
export const decisionValidator = vine.compile(
  vine.object({
    decision: vine.enum(DECISIONS),
    reason: line(40).optional(),
    instruction: paragraphs(1_000).optional(),
  })
)
