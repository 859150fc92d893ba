import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { roundOfDesk, showDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { SEALED_FIELDS } from '#approvals/sealed_fields'
import { loadVersion } from '#catalogue/queries/load_version'
import { staffOf } from '#identity/viewer'
import { recordDisclosure } from '#partners/actions/disclose'

/** Uncovers one of a partner's numbers for Legal, logged (R2.5). */
export default class DisclosuresController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('disclose')
    const round = await roundOfDesk(ctx)
    const field = SEALED_FIELDS.find((known) => known === ctx.request.input('field'))
    if (!field) throw new Exception('no such field', { status: 404 })
    const { partner } = await loadVersion(round.versionId)
    await recordDisclosure(staffOf(ctx), partner, field, 'legal_review')
    return showDesk(ctx, round, { shown: field })
  }
}
