import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { ignoredFilters } from '#core/http/ignored_filters'
import { staffOf } from '#identity/viewer'
import {
  pinCertificate,
  recordComparison,
  recordPinRead,
  refusePin,
  unpinCertificate,
  type PinError,
} from '#pks/actions/pin_decide'
import { download, orNotFound } from '#pks/controllers/presenting'
import { endingPill, pillOf, trustTabs } from '#pks/controllers/trust_presenting'
import type PinnedCertificate from '#pks/models/pinned_certificate'
import { PIN_CHANNELS, PIN_STATES } from '#pks/models/pinned_certificate'
import {
  certificateCard,
  fingerprintGroups,
  withoutFingerprint,
} from '#pks/presenters/certificate_card'
import { CHANNEL_LABELS, PIN_FINDINGS, PIN_PILLS } from '#pks/presenters/trust_words'
import { findingsOf, findPin, isPinStatus, listPins } from '#pks/queries/pins'
import { namesOfStaff } from '#pks/queries/trust_people'
import { comparisonValidator, trustReasonValidator } from '#pks/validators/trust'
import { isPublicId } from '#shared/public_id'
import type { Result } from '#shared/result'
import TrustPolicy from '#pks/policies/trust_policy'

/** Certificates of single partners that no authority stands for: two members of staff do (R6.3). */
export default class TrustPinsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('list')
    const { t } = ctx
    const { status, after } = ctx.request.qs()
    const chosen = isPinStatus(status) ? status : null
    const page = await listPins({
      status: chosen,
      after: isPublicId(String(after)) ? String(after) : null,
    })
    const options = [
      { value: '', label: t('pks.staff.all') },
      ...PIN_STATES.map((value) => ({ value, label: t(PIN_PILLS[value].label) })),
    ]
    const query = chosen ? `status=${chosen}&` : ''
    return ctx.view.render('pages/pks/trust_pins', {
      tabs: await trustTabs(ctx, 'pins'),
      lines: page.lines.map(({ pin, partner }) => ({ pin, partner, pill: pillFor(ctx, pin) })),
      next: page.next && ctx.path(`/trust/pins?${query}after=${page.next}`),
      ignored: ignoredFilters(ctx.request.qs(), [
        { name: 'status', label: t('pks.page.status'), value: chosen ?? '', options },
      ]),
      chips: options.map(({ value, label }) => ({
        label,
        href: ctx.path(value ? `/trust/pins?status=${value}` : '/trust/pins'),
        current: value === (chosen ?? ''),
      })),
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('view')
    const { pin } = orNotFound(await findPin(ctx.params.id))
    await recordPinRead(pin, staffOf(ctx))
    return this.#page(ctx)
  }

  async certificate(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('view')
    const { pin } = orNotFound(await findPin(ctx.params.id))
    // Whoever has the file has its fingerprint.
    orNotFound(pin.status === 'uploaded' ? null : pin)
    await recordPinRead(pin, staffOf(ctx))
    return download(ctx, {
      bytes: pin.bytes,
      name: `${pin.sha256.slice(0, 16)}.cer`,
      type: 'application/pkix-cert',
    })
  }

  async compare(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('compare')
    const { pin } = orNotFound(await findPin(ctx.params.id))
    const form = await readForm(ctx, comparisonValidator)
    if (!form.ok) return this.#page(ctx)
    const done = await recordComparison({ ...form.data, id: pin.publicId, by: staffOf(ctx) })
    if (!done.ok && done.error.type === 'different') {
      formWithErrors(ctx, [{ field: 'heard', message: ctx.t('trust.pin.problem.different') }])
      return this.#page(ctx)
    }
    return this.#answer(ctx, done)
  }

  async confirm(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('decide')
    const { pin } = orNotFound(await findPin(ctx.params.id))
    return this.#answer(ctx, await pinCertificate({ id: pin.publicId, by: staffOf(ctx) }))
  }

  async refuse(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('decide')
    return this.#end(ctx, refusePin)
  }

  async unpin(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('unpin')
    return this.#end(ctx, unpinCertificate)
  }

  async #end(
    ctx: HttpContext,
    act: (order: {
      id: string
      reason: string
      by: { publicId: string }
    }) => Promise<Result<unknown, PinError>>
  ) {
    const { pin } = orNotFound(await findPin(ctx.params.id))
    const form = await readForm(ctx, trustReasonValidator)
    if (!form.ok) return this.#page(ctx)
    const { reason } = form.data
    return this.#answer(ctx, await act({ id: pin.publicId, reason, by: staffOf(ctx) }))
  }

  #answer(ctx: HttpContext, done: Result<unknown, PinError>) {
    if (done.ok) return ctx.response.redirect(ctx.path(`/trust/pins/${ctx.params.id}`))
    ctx.response.status(done.error.type === 'own' ? 403 : 409)
    return this.#page(ctx, ctx.t(PIN_PROBLEMS[done.error.type]))
  }

  async #page(ctx: HttpContext, problem: string | null = null) {
    const { t, arrival } = ctx
    const { pin, partner } = orNotFound(await findPin(ctx.params.id))
    const staff = staffOf(ctx)
    const { certificate, findings } = findingsOf(pin, partner)
    const card = certificateCard(certificate, { t, language: arrival.language })
    const names = await namesOfStaff([pin.comparedBy, pin.pinnedBy, pin.endedBy])
    return ctx.view.render('pages/pks/trust_pin', {
      pin,
      partner,
      problem,
      card: pin.status === 'uploaded' ? withoutFingerprint(card) : card,
      fingerprint: pin.status === 'uploaded' ? null : fingerprintGroups(pin.sha256),
      findings: findings.map((finding) => t(PIN_FINDINGS[finding], { email: partner.email })),
      pill: pillOf(ctx, PIN_PILLS[pin.status]),
      ending: pin.status === 'pinned' ? endingPill(ctx, pin) : null,
      channel: pin.comparedChannel && t(CHANNEL_LABELS[pin.comparedChannel]),
      channels: PIN_CHANNELS.map((value) => ({ value, label: t(CHANNEL_LABELS[value]) })),
      name_of: (id: string | null) => (id ? (names.get(id) ?? partner.companyName) : '–'),
      may_compare: staff.role === 'legal',
      is_own: pin.comparedBy === staff.publicId,
      here: ctx.path(`/trust/pins/${pin.publicId}`),
    })
  }
}

function pillFor(ctx: HttpContext, pin: PinnedCertificate) {
  const ending = pin.status === 'pinned' ? endingPill(ctx, pin) : null
  return ending ?? pillOf(ctx, PIN_PILLS[pin.status])
}

const PIN_PROBLEMS: Record<PinError['type'], string> = {
  not_found: 'trust.problem.not_found',
  too_late: 'trust.pin.problem.too_late',
  own: 'trust.pin.problem.own',
  different: 'trust.pin.problem.different',
  unfit: 'trust.pin.problem.unfit',
}
