import type { HttpContext } from '@adonisjs/core/http'
import type { SealHindrance } from '#pks/actions/sealing_material'
import type Agreement from '#pks/models/agreement'
import {
  agreementFacts,
  AGREEMENT_STATES,
  agreementPill,
  changeRows,
  download,
  orNotFound,
  replyPill,
  shortTime,
} from '#pks/controllers/presenting'
import { HINDRANCE_WORDS } from '#pks/presenters/seal_words'
import { findAgreement, repliesOf } from '#pks/queries/find_agreement'
import { listAgreements } from '#pks/queries/list_agreements'
import { ignoredFilters } from '#core/http/ignored_filters'
import { isPublicId } from '#shared/public_id'
import { get } from '#storage/main'
import AgreementPolicy from '#pks/policies/agreement_policy'

/** Every agreement, for Legal and administrators. The reply code is the partner's: it is not shown here. */
export default class StaffAgreementsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(AgreementPolicy).authorize('list')
    const { status, after } = ctx.request.qs()
    const chosen =
      typeof status === 'string' && Object.hasOwn(AGREEMENT_STATES, status)
        ? (status as Agreement['status'])
        : null
    const page = await listAgreements({
      status: chosen,
      after: isPublicId(String(after)) ? String(after) : null,
    })
    const options = [
      { value: '', label: ctx.t('pks.staff.all') },
      ...Object.entries(AGREEMENT_STATES).map(([value, { label }]) => ({
        value,
        label: ctx.t(label),
      })),
    ]
    const query = chosen ? `&status=${chosen}` : ''
    return ctx.view.render('pages/pks/staff_agreements', {
      lines: page.agreements.map((agreement) => ({
        agreement,
        pill: agreementPill(ctx, agreement),
      })),
      next: page.next && ctx.path(`/agreements?after=${page.next}${query}`),
      ignored: ignoredFilters(ctx.request.qs(), [
        { name: 'status', label: ctx.t('pks.page.status'), value: chosen ?? '', options },
      ]),
      chips: [
        { label: ctx.t('pks.staff.all'), href: ctx.path('/agreements'), current: !chosen },
        ...Object.entries(AGREEMENT_STATES).map(([name, { label }]) => ({
          label: ctx.t(label),
          href: ctx.path(`/agreements?status=${name}`),
          current: name === chosen,
        })),
      ],
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(AgreementPolicy).authorize('view')
    const agreement = orNotFound(await findAgreement(ctx.params.id))
    const replies = await repliesOf(agreement)
    const code = ctx.t('pks.fact.code')
    const facts = await agreementFacts(ctx, agreement)
    return ctx.view.render('pages/pks/staff_agreement', {
      agreement,
      pill: agreementPill(ctx, agreement),
      changes: changeRows(ctx, agreement),
      hindrance: hindranceOf(agreement),
      facts: facts.filter(({ label }) => label !== code),
      reply_before:
        agreement.acceptedAt !== null && replies.every(({ reply }) => reply.status !== 'accepted'),
      replies: replies.map(({ reply, number }) => ({
        number,
        id: reply.publicId,
        pill: replyPill(ctx, reply),
        time: shortTime(ctx, reply.receivedAt),
      })),
    })
  }

  async document(ctx: HttpContext) {
    await ctx.bouncer.with(AgreementPolicy).authorize('download')
    const agreement = orNotFound(await findAgreement(ctx.params.id))
    const bytes = agreement.documentKey ? await get(agreement.documentKey) : null
    return download(ctx, { bytes, name: agreement.fileName, type: 'application/pdf' })
  }
}

/** Why it is not sealed yet, where that was tried. */
function hindranceOf({ sealHeldBecause }: Agreement) {
  return sealHeldBecause ? HINDRANCE_WORDS[sealHeldBecause as SealHindrance] : null
}
