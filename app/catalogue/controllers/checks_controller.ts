import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { askAddressCheck } from '#catalogue/actions/check_addresses'
import DraftPolicy from '#catalogue/policies/draft_policy'
import { checkLines } from '#catalogue/presenters/check_page'
import { checkDraft } from '#catalogue/queries/check_draft'
import { findOwnDraft, type VersionSheet } from '#catalogue/queries/load_version'
import { partnerOf } from '#partners/viewer'

/** *Periksa*: what a reviewer would stop at, said before the draft is submitted (R3.5). */
export default class ChecksController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('check')
    const sheet = await this.#own(ctx)
    if (!isBeingWritten(sheet))
      return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}`))
    const check = await checkDraft(sheet)
    return ctx.view.render('pages/catalogue/check', {
      sheet,
      check,
      lines: checkLines(check, ctx.t),
    })
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('check')
    const sheet = await this.#own(ctx)
    if (isBeingWritten(sheet)) await askAddressCheck(sheet.version, { again: true })
    return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}/check`))
  }

  async #own(ctx: HttpContext): Promise<VersionSheet> {
    const sheet = await findOwnDraft(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    return sheet
  }
}

function isBeingWritten({ version }: VersionSheet): boolean {
  return version.status === 'draft' || version.status === 'needs_correction'
}
