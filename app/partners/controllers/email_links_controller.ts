import type { HttpContext } from '@adonisjs/core/http'
import { readForm } from '#core/http/form'
import { decideEmailChange, findEmailChange } from '#partners/actions/change_email'
import { emailDecisionValidator } from '#partners/validators/email_change'

/** The mailed link: opening it shows what it is about and changes nothing, a button says yes or no. */
export default class EmailLinksController {
  async show(ctx: HttpContext) {
    return render(ctx)
  }

  async store(ctx: HttpContext) {
    const form = await readForm(ctx, emailDecisionValidator)
    if (!form.ok) return render(ctx)
    const decided = await decideEmailChange(String(ctx.params.token), form.data.decision)
    if (!decided.ok) return render(ctx, { taken: decided.error.type === 'taken' })
    return ctx.response.redirect(ctx.path(`/email/done?as=${decided.value}`))
  }

  /** What came of it. Says nothing that is not in its address. */
  done(ctx: HttpContext) {
    const as: unknown = ctx.request.input('as')
    return ctx.view.render('pages/partners/email_done', {
      as: as === 'done' || as === 'cancelled' ? as : 'half',
    })
  }
}

async function render(ctx: HttpContext, { taken } = { taken: false }) {
  ctx.response.header('cache-control', 'private, no-store')
  const found = await findEmailChange(String(ctx.params.token))
  if (!found) ctx.response.status(410)
  return ctx.view.render('pages/partners/email_link', {
    token: ctx.params.token,
    taken,
    change: found && {
      side: found.side,
      new_email: found.change.newEmail,
      until: found.change.expiresAt,
    },
  })
}
