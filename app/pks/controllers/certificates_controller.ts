import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { partnerOf } from '#partners/viewer'
import { SINGLE_LIMITS } from '#pki/certificate_file'
import { takeBackPin } from '#pks/actions/pin_decide'
import {
  MOST_A_DAY,
  MOST_OPEN_PINS,
  MOST_PINNED,
  uploadPin,
  type UploadError,
} from '#pks/actions/pin_upload'
import { orNotFound } from '#pks/controllers/presenting'
import { headOf } from '#pks/controllers/uploaded_file'
import { endingPill, pillOf } from '#pks/controllers/trust_presenting'
import { certificateCard } from '#pks/presenters/certificate_card'
import { CHANNEL_LABELS, FILE_PROBLEMS, PIN_FINDINGS, PIN_PILLS } from '#pks/presenters/trust_words'
import { findOwnPin, pinsOf } from '#pks/queries/pins'
import { trustReasonValidator } from '#pks/validators/trust'
import { parseCertificate } from '#pki/x509/certificate'
import OwnCertificatePolicy from '#pks/policies/own_certificate_policy'

/** A partner's own certificate that no authority stands for: uploaded here, compared and pinned by staff (R6.3). */
export default class CertificatesController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCertificatePolicy).authorize('list')
    return this.#page(ctx)
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCertificatePolicy).authorize('upload')
    const file = ctx.request.file('certificate')
    if (!file?.tmpPath) return this.#refused(ctx, [ctx.t(FILE_PROBLEMS.empty)])
    const content = await headOf(file.tmpPath, SINGLE_LIMITS.bytes)
    const done = await uploadPin(partnerOf(ctx), content)
    if (!done.ok) return this.#refused(ctx, problemsOf(ctx, done.error))
    return ctx.response.redirect(ctx.path('/certificates'))
  }

  async cancel(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCertificatePolicy).authorize('cancel')
    const partner = partnerOf(ctx)
    const pin = orNotFound(await findOwnPin(partner, ctx.params.id))
    const form = await readForm(ctx, trustReasonValidator)
    if (pin.status === 'pinned' && !form.ok) return this.#page(ctx, { cancelling: pin.publicId })
    const reason = form.ok ? form.data.reason : ''
    const done = await takeBackPin(partner, pin.publicId, reason)
    if (done.ok) return ctx.response.redirect(ctx.path('/certificates'))
    ctx.response.status(409)
    return this.#page(ctx, { problem: ctx.t('trust.pin.problem.too_late') })
  }

  #refused(ctx: HttpContext, messages: readonly string[]) {
    formWithErrors(ctx, [{ field: 'certificate', message: messages.join(' ') }])
    return this.#page(ctx)
  }

  async #page(
    ctx: HttpContext,
    {
      problem = null,
      cancelling = null,
    }: { problem?: string | null; cancelling?: string | null } = {}
  ) {
    const { t, arrival } = ctx
    const partner = partnerOf(ctx)
    const pins = await pinsOf(partner)
    const open = pins.filter((pin) => pin.isOpen).length
    const live = open + pins.filter((pin) => pin.status === 'pinned').length
    return ctx.view.render('pages/pks/trust_own', {
      problem,
      cancelling,
      email: partner.email,
      may_upload: open < MOST_OPEN_PINS && live < MOST_PINNED,
      most_open: MOST_OPEN_PINS,
      pins: pins.map((pin) => ({
        pin,
        card: certificateCard(parseCertificate(pin.bytes), { t, language: arrival.language }),
        pill: pillOf(ctx, PIN_PILLS[pin.status]),
        ending: pin.status === 'pinned' ? endingPill(ctx, pin) : null,
        channel: pin.comparedChannel && t(CHANNEL_LABELS[pin.comparedChannel]),
      })),
    })
  }
}

function problemsOf(ctx: HttpContext, error: UploadError): string[] {
  const { t } = ctx
  switch (error.type) {
    case 'unfit': {
      const { email } = partnerOf(ctx)
      return error.findings.map((finding) => t(PIN_FINDINGS[finding], { email }))
    }
    case 'private_key':
      return [t('trust.own.private_key')]
    case 'keystore':
      return [t('trust.own.keystore')]
    case 'too_large':
    case 'too_many':
      return [t('trust.own.too_large')]
    case 'unreadable':
    case 'no_certificate':
      return [t('trust.own.not_certificate')]
    case 'several':
      return [t('trust.own.several')]
    case 'known':
      return [t('trust.own.known')]
    case 'too_many_open':
      return [t('trust.own.too_many_open', { most: MOST_OPEN_PINS })]
    case 'too_many_pinned':
      return [t('trust.own.too_many_pinned', { most: MOST_PINNED })]
    case 'too_many_today':
      return [t('trust.own.too_many_today', { most: MOST_A_DAY })]
    case 'malformed':
      return [t('trust.finding.malformed')]
    default:
      return [t(FILE_PROBLEMS[error.type])]
  }
}
