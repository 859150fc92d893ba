import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import taxes from '#config/taxes'
import { submitVersion } from '#approvals/actions/submit_version'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { documentPanel } from '#approvals/presenters/document_panel'
import { percent } from '#approvals/presenters/version_values'
import TermsVersion from '#catalogue/models/terms_version'
import { checkLines } from '#catalogue/presenters/check_page'
import { checkDraft } from '#catalogue/queries/check_draft'
import { missingFields } from '#catalogue/queries/missing_fields'
import { findOwnDraft, type VersionSheet } from '#catalogue/queries/load_version'
import { captchaWasAskedFor, judgeCaptcha, newCaptcha } from '#core/http/captcha'
import { formWithErrors } from '#core/http/form'
import { partnerOf } from '#partners/viewer'
import { splitCollected } from '#shared/money'
import { randomCode } from '#shared/public_id'

/** Business model review, and *submit* (R3.5). */
export default class SubmissionsController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('submit')
    const sheet = await this.#own(ctx)
    const { version, content } = sheet
    if (version.status !== 'draft' && version.status !== 'needs_correction') {
      return ctx.response.redirect(ctx.path(`/contents/${content.publicId}`))
    }
    if (missingFields(version, await TermsVersion.current()).length > 0) {
      return ctx.response.redirect(ctx.path(`/contents/${content.publicId}/edit?check=1`))
    }
    return this.#show(ctx, sheet)
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('submit')
    const sheet = await this.#own(ctx)
    const status = ctx.path(`/contents/${sheet.content.publicId}`)
    const key = ctx.request.input('submit_key')
    if (typeof key !== 'string' || !/^[A-Za-z0-9]{32}$/.test(key)) return this.#show(ctx, sheet)
    // The second click of a double one: its captcha was used up by the first, whose result is its own.
    if (sheet.version.submitKey === key) return ctx.response.redirect(status)
    if (captchaWasAskedFor(ctx)) return this.#show(ctx, sheet)
    const problem = await judgeCaptcha(ctx)
    if (problem) {
      formWithErrors(ctx, [problem])
      return this.#show(ctx, sheet)
    }
    const submitted = await submitVersion(partnerOf(ctx), sheet.content.publicId, key)
    if (!submitted.ok && submitted.error.type === 'incomplete') {
      return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}/edit?check=1`))
    }
    return ctx.response.redirect(status)
  }

  async #own(ctx: HttpContext): Promise<VersionSheet> {
    const sheet = await findOwnDraft(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    return sheet
  }

  async #show(ctx: HttpContext, sheet: VersionSheet) {
    const { version, category, partner } = sheet
    const { language } = ctx.arrival
    const key = ctx.request.input('submit_key')
    const check = await checkDraft(sheet)
    return ctx.view.render('pages/approvals/review', {
      sheet,
      check,
      lines: checkLines(check, ctx.t).filter(({ status }) => status !== 'passed'),
      category: category ? (language === 'id' ? category.nameId : category.nameEn) : '',
      example: splitCollected(version.price ?? 0, {
        ppn: taxes.ppn,
        partnerShare: version.partnerShare,
      }),
      share: percent(version.partnerShare, language),
      operator_share: percent(10_000 - version.partnerShare, language),
      ppn: percent(taxes.ppn, language),
      document: await documentPanel(version, partner, ctx.t, language),
      captcha: await newCaptcha(ctx),
      submit_key: typeof key === 'string' && /^[A-Za-z0-9]{32}$/.test(key) ? key : randomCode(32),
    })
  }
}
