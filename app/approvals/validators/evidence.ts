import vine from '@vinejs/vine'
import { CALL_OUTCOMES } from '#approvals/models/care_call'
import { line, paragraphs } from '#core/http/fields'

/** One-time key of the page's form. */
const formKey = () => line(32).regex(/^[A-Za-z0-9]{32}$/)

/** A screenshot for a point of the checklist; the file is looked at by its bytes. */
export const screenshotValidator = vine.compile(
  vine.object({ evidence_point: line(40), evidence_caption: line(200).optional() })
)

/** A call to customer care, at a time of Jakarta as a browser's field writes it. */
export const careCallValidator = vine.compile(
  vine.object({
    call_number: line(40).minLength(3),
    call_at: line(25).regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/),
    call_outcome: vine.enum(CALL_OUTCOMES),
    call_note: line(300).optional(),
    form_key: formKey(),
  })
)

/** A message to the other side. */
export const messageValidator = vine.compile(
  vine.object({ message: paragraphs(2_000).minLength(2), form_key: formKey() })
)

/** A note of staff for staff. */
export const noteValidator = vine.compile(
  vine.object({ note: paragraphs(2_000).minLength(2), form_key: formKey() })
)
