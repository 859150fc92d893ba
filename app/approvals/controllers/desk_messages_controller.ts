import type { HttpContext } from '@adonisjs/core/http'
import { addNote, sendStaffMessage } from '#approvals/actions/send_message'
import { backToDesk } from '#approvals/controllers/desk_draft'
import { againAtDesk, roundOfDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { messageValidator, noteValidator } from '#approvals/validators/evidence'
import { readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'

/** What a desk writes about a content: to the partner, or for its own people. */
export default class DeskMessagesController {
  async message(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const form = await readForm(ctx, messageValidator)
    if (!form.ok) return againAtDesk(ctx)
    const { message: body, form_key: key } = form.data
    await sendStaffMessage(staffOf(ctx), round.publicId, { body, key })
    return backToDesk(ctx, round, { done: ['message'], said: ['message'], at: '#thread' })
  }

  async note(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const form = await readForm(ctx, noteValidator)
    if (!form.ok) return againAtDesk(ctx)
    const { note: body, form_key: key } = form.data
    await addNote(staffOf(ctx), round.publicId, { body, key })
    return backToDesk(ctx, round, { done: ['note'], said: ['note'], at: '#notes' })
  }
}
