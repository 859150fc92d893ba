import type { HttpContext } from '@adonisjs/core/http'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'

/** The queue of Legal and QA, and the file of one round (R5.2, R5.3). */
export default class RoundsController {
  index(ctx: HttpContext) {
    return showDesk(ctx, null)
  }

  async show(ctx: HttpContext) {
    return showDesk(ctx, await roundOfDesk(ctx))
  }
}
