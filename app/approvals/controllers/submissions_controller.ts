import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import taxes from '#config/taxes'
import { submitVersion } from '#approvals/actions/submit_version'
import {
  isUnchangedReason,
  unchangedIn,
  UNCHANGED_REASON_MAX,
  UNCHANGED_REASON_MIN,
} from '#approvals/queries/unchanged'
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
import { withoutControlCharacters } from '#shared/control_characters'
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
    const reason = sentReason(ctx)
    // Before the captcha, which is used up by being judged.
    if ((await this.#unchanged(sheet)) && !isUnchangedReason(reason))
      return this.#refuseUnchanged(ctx, sheet)
    const problem = await judgeCaptcha(ctx)
    if (problem) {
      formWithErrors(ctx, [problem])
      return this.#show(ctx, sheet)
    }
    const submitted = await submitVersion(partnerOf(ctx), sheet.content.publicId, key, reason)
    if (!submitted.ok && submitted.error.type === 'incomplete') {
      return ctx.response.redirect(ctx.path(`/contents/${sheet.content.publicId}/edit?check=1`))
    }
    if (!submitted.ok && submitted.error.type === 'unchanged')
      return this.#refuseUnchanged(ctx, sheet)
    return ctx.response.redirect(status)
  }

  #refuseUnchanged(ctx: HttpContext, sheet: VersionSheet) {
    const message =
      sentReason(ctx).length > UNCHANGED_REASON_MAX
        ? ctx.t('validator.shared.messages.maxLength', {
            field: ctx.t('approvals.unchanged.reason'),
            max: UNCHANGED_REASON_MAX,
          })
        : ctx.t('approvals.unchanged.missing', { min: UNCHANGED_REASON_MIN })
    formWithErrors(ctx, [{ field: 'unchanged_reason', message }])
    return this.#show(ctx, sheet)
  }

  #unchanged({ version, partner }: VersionSheet) {
    return unchangedIn(version, partner)
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
    const unchanged = await this.#unchanged(sheet)
    return ctx.view.render('pages/approvals/review', {
      sheet,
      check,
      unchanged: unchanged && {
        fields: unchanged.fields.map((field) => ctx.t(field)).join(', '),
        max: UNCHANGED_REASON_MAX,
      },
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

function sentReason(ctx: HttpContext): string {
  const text = withoutControlCharacters(String(ctx.request.input('unchanged_reason') ?? ''))
  return text.trim()
}
