import type { HttpContext } from '@adonisjs/core/http'
import { ignoredFilters } from '#core/http/ignored_filters'
import { readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { parseCertificate } from '#pki/x509/certificate'
import {
  confirmWithdrawal,
  proposeWithdrawal,
  refuseWithdrawal,
  type TrustError,
} from '#pks/actions/trust_decide'
import { download, orNotFound } from '#pks/controllers/presenting'
import { ANCHOR_STATES, type AnchorStatus } from '#pks/models/trust_anchor'
import { certificateCard, fingerprintGroups } from '#pks/presenters/certificate_card'
import { ANCHOR_PILLS, FIXED_SOURCE_LABELS, PURPOSE_LABELS } from '#pks/presenters/trust_words'
import { endingPill, pillOf, trustTabs } from '#pks/controllers/trust_presenting'
import {
  countAnchors,
  endingAnchors,
  findAnchor,
  listAnchors,
  listFixed,
  waitingTrust,
} from '#pks/queries/trust_list'
import { endingPins } from '#pks/queries/pins'
import { namesOfStaff } from '#pks/queries/trust_people'
import { trustReasonValidator } from '#pks/validators/trust'
import { isPublicId } from '#shared/public_id'
import type { Result } from '#shared/result'
import TrustPolicy from '#pks/policies/trust_policy'

/** The authorities that partners' certificates may come from: who trusts them, since when, until when. */
export default class TrustController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('list')
    const { t } = ctx
    const { status, after } = ctx.request.qs()
    const chosen = ANCHOR_STATES.find((state) => state === status) ?? 'active'
    const [page, counts, waiting, ending, pins] = await Promise.all([
      listAnchors({ status: chosen, after: isPublicId(String(after)) ? String(after) : null }),
      countAnchors(),
      waitingTrust(staffOf(ctx)),
      endingAnchors(),
      endingPins(),
    ])
    const names = await namesOfStaff([
      ...page.lines.map(({ anchor }) => anchor.proposedBy),
      ...waiting.imports.map(({ proposedBy }) => proposedBy),
      ...waiting.withdrawals.map((anchor) => anchor.withdrawalProposedBy),
    ])
    const options = ANCHOR_STATES.map((value) => ({ value, label: t(ANCHOR_PILLS[value].label) }))
    return ctx.view.render('pages/pks/trust', {
      tabs: await trustTabs(ctx, 'authorities'),
      chips: options.map(({ value, label }) => ({
        label,
        count: counts[value as AnchorStatus],
        href: ctx.path(`/trust?status=${value}`),
        current: value === chosen,
      })),
      ignored: ignoredFilters(ctx.request.qs(), [
        { name: 'status', label: t('pks.page.status'), value: chosen, options },
      ]),
      chosen,
      lines: page.lines.map(({ anchor, source }) => ({
        anchor,
        fingerprint: fingerprintGroups(anchor.sha256).join(' '),
        source,
        by: names.get(anchor.proposedBy) ?? '–',
        purpose: t(PURPOSE_LABELS[anchor.purpose]),
        pill: endingPill(ctx, anchor) ?? pillOf(ctx, ANCHOR_PILLS[anchor.status]),
      })),
      next: page.next && ctx.path(`/trust?status=${chosen}&after=${page.next}`),
      waiting: {
        drafts: waiting.drafts,
        imports: waiting.imports.map(({ item, count, proposedBy }) => ({
          item,
          count,
          by: names.get(proposedBy) ?? '–',
        })),
        withdrawals: waiting.withdrawals.map((anchor) => ({
          anchor,
          by: names.get(anchor.withdrawalProposedBy!) ?? '–',
        })),
      },
      ending: ending.map((anchor) => ({ anchor, pill: endingPill(ctx, anchor) })),
      ending_pins: pins.map(({ pin, partner }) => ({ pin, partner, pill: endingPill(ctx, pin) })),
      may_import: staffOf(ctx).role === 'administrator',
    })
  }

  /** What TRUST_DIR holds, and on a development machine its own CA. */
  async fixed(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('view')
    const { t, arrival } = ctx
    const lines = await listFixed()
    return ctx.view.render('pages/pks/trust_fixed', {
      tabs: await trustTabs(ctx, 'fixed'),
      lines: lines.map(({ certificate, role, source, purpose }) => ({
        card: certificateCard(certificate, { t, language: arrival.language }),
        role,
        source: t(FIXED_SOURCE_LABELS[source]),
        purpose: t(PURPOSE_LABELS[purpose]),
        until: certificate.notAfter.getTime(),
        pill: endingPill(ctx, { notAfter: certificate.notAfter }),
      })),
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('view')
    return this.#page(ctx)
  }

  async certificate(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('view')
    const { anchor } = orNotFound(await findAnchor(ctx.params.id))
    return download(ctx, {
      bytes: anchor.bytes,
      name: `${anchor.sha256.slice(0, 16)}.cer`,
      type: 'application/pkix-cert',
    })
  }

  async proposeWithdrawal(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('propose')
    const { anchor } = orNotFound(await findAnchor(ctx.params.id))
    const form = await readForm(ctx, trustReasonValidator)
    if (!form.ok) return this.#page(ctx)
    const { reason } = form.data
    return this.#answer(
      ctx,
      await proposeWithdrawal({ id: anchor.publicId, reason, by: staffOf(ctx) })
    )
  }

  async confirmWithdrawal(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('decide')
    const { anchor } = orNotFound(await findAnchor(ctx.params.id))
    return this.#answer(ctx, await confirmWithdrawal({ id: anchor.publicId, by: staffOf(ctx) }))
  }

  async refuseWithdrawal(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('decide')
    const { anchor } = orNotFound(await findAnchor(ctx.params.id))
    return this.#answer(ctx, await refuseWithdrawal({ id: anchor.publicId, by: staffOf(ctx) }))
  }

  #answer(ctx: HttpContext, done: Result<unknown, TrustError>) {
    if (done.ok) return ctx.response.redirect(ctx.path(`/trust/authorities/${ctx.params.id}`))
    ctx.response.status(done.error.type === 'own' ? 403 : 409)
    return this.#page(ctx, ctx.t(TRUST_PROBLEMS[done.error.type]))
  }

  async #page(ctx: HttpContext, problem: string | null = null) {
    const { anchor, item } = orNotFound(await findAnchor(ctx.params.id))
    const staff = staffOf(ctx)
    const names = await namesOfStaff([
      anchor.proposedBy,
      anchor.decidedBy,
      anchor.withdrawalProposedBy,
      anchor.withdrawnBy,
    ])
    const certificate = parseCertificate(anchor.bytes)
    const fixed = await listFixed()
    return ctx.view.render('pages/pks/trust_authority', {
      anchor,
      item,
      problem,
      card: certificateCard(certificate, { t: ctx.t, language: ctx.arrival.language }),
      purpose: ctx.t(PURPOSE_LABELS[anchor.purpose]),
      pill: pillOf(ctx, ANCHOR_PILLS[anchor.status]),
      ending: anchor.isTrusted ? endingPill(ctx, anchor) : null,
      // What a withdrawal cannot reach.
      in_settings: fixed.some((line) => line.certificate.fingerprint === anchor.sha256),
      name_of: (id: string | null) => (id ? (names.get(id) ?? '–') : '–'),
      is_own: anchor.awaitsDecision && anchor.askedBy === staff.publicId,
      may_propose: staff.role === 'administrator',
      here: ctx.path(`/trust/authorities/${anchor.publicId}`),
    })
  }
}

export const TRUST_PROBLEMS: Record<TrustError['type'], string> = {
  not_found: 'trust.problem.not_found',
  own: 'trust.problem.own',
  too_late: 'trust.problem.too_late',
  unfit: 'trust.problem.unfit',
}
