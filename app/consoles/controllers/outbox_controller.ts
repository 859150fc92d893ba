import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { retryMessage } from '#consoles/actions/retry_message'
import { listDeadLetters, outboxLoad } from '#consoles/queries/list_dead_letters'
import { pageKey } from '#shared/address_values'
import { staffOf } from '#identity/viewer'
import OutboxPolicy from '#consoles/policies/outbox_policy'

/** Messages that were given up, and the button that tries them again. */
export default class OutboxController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(OutboxPolicy).authorize('list')
    const { before, retried } = ctx.request.qs()
    const from = pageKey(before)
    const [{ letters, next }, load] = await Promise.all([listDeadLetters(from), outboxLoad()])
    return ctx.view.render('pages/consoles/outbox', {
      letters,
      load,
      retried: retried === '1',
      next: next === null ? null : `${ctx.path('/outbox')}?before=${next}`,
      first: from === null ? null : ctx.path('/outbox'),
    })
  }

  async retry(ctx: HttpContext) {
    await ctx.bouncer.with(OutboxPolicy).authorize('retry')
    const retried = await retryMessage(staffOf(ctx), ctx.params.id)
    if (!retried.ok) throw new Exception(retried.error.type, { status: 404 })
    return ctx.response.redirect(`${ctx.path('/outbox')}?retried=1`)
  }
}
