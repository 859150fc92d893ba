import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { backWithNumber } from '#approvals/controllers/desk_draft'
import { roundOfDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { loadVersion } from '#catalogue/queries/load_version'
import { staffOf } from '#identity/viewer'
import { recordReveal } from '#partners/actions/record_read'
import { COMPANY_FIELDS } from '#partners/company_fields'

/** Reveals one of a partner's numbers to Legal, logged (R2.5). */
export default class RevealsController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('reveal')
    const round = await roundOfDesk(ctx)
    const wanted = ctx.request.input('field')
    const field = COMPANY_FIELDS.find(({ name, personal }) => personal && name === wanted)
    if (!field) throw new Exception('no such field', { status: 404 })
    const { partner } = await loadVersion(round.versionId)
    await recordReveal(staffOf(ctx), partner, field.name, 'legal_review')
    return backWithNumber(ctx, round, field.name)
  }
}
