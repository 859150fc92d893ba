import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors } from '#core/http/form'
import { proveOwner } from '#identity/actions/prove_owner'
import { PROOF_REFUSALS, proofAsked, readOwnerProof } from '#identity/owner_proof'
import { cancelErasure, erasureObstacles, requestErasure } from '#partners/actions/erase_partner'
import { recordExport } from '#partners/actions/record_export'
import OwnCompanyPolicy from '#partners/policies/own_company_policy'
import { collectPersonalData } from '#partners/queries/collect_personal_data'
import { partnerOf } from '#partners/viewer'
import { clock } from '#shared/clock'
import { zipOf } from '#shared/zip'

/** What is held of a partner's people: taken along, or erased (law 27 of 2022 on personal data). */
export default class PersonalDataController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('takeData')
    return page(ctx)
  }

  /** One JSON file an area in a ZIP. What is covered on screens is in clear here, so the owner is asked for. */
  async export(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('takeData')
    const partner = partnerOf(ctx)
    if (!(await isOwner(ctx))) return page(ctx, 'export')
    const files = await collectPersonalData(partner)
    await recordExport(partner)
    const entries = [
      { path: 'README.txt', text: ctx.t('partners.data.readme', { company: partner.companyName }) },
      ...[...files].map(([name, held]) => ({
        path: `${name}.json`,
        text: JSON.stringify(held, null, 2),
      })),
    ].map(({ path, text }) => ({ path, bytes: async () => Buffer.from(`${text}\n`) }))
    ctx.response.header('content-type', 'application/zip')
    ctx.response.header('cache-control', 'private, no-store')
    const day = clock.now().toISODate()
    ctx.response.header('content-disposition', `attachment; filename="data-${day}.zip"`)
    return ctx.response.stream(Readable.from(zipOf(entries)))
  }

  async erase(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('erase')
    if (!(await isOwner(ctx))) return page(ctx, 'erase')
    const asked = await requestErasure(partnerOf(ctx))
    if (!asked.ok) {
      ctx.response.status(409)
      return page(ctx)
    }
    return ctx.response.redirect(ctx.path('/account/data'))
  }

  async keep(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('erase')
    await cancelErasure(partnerOf(ctx))
    return ctx.response.redirect(ctx.path('/account/data'))
  }
}

/** @param sent which of the page's forms was refused: its errors stand in that one */
async function page(ctx: HttpContext, sent: 'export' | 'erase' | null = null) {
  const partner = partnerOf(ctx)
  const obstacles = await erasureObstacles(partner)
  return ctx.view.render('pages/partners/personal_data', {
    sent,
    ...(await proofAsked(ctx, 'partner', partner)),
    due: partner.erasureDueAt,
    obstacles: obstacles.map(({ label, count }) => ctx.t(label, { count })),
  })
}

/** Was the owner's proof sent? If not, the form has its errors. */
async function isOwner(ctx: HttpContext): Promise<boolean> {
  const partner = partnerOf(ctx)
  const proof = await readOwnerProof(ctx, 'partner', partner)
  const proven = proof.ok ? await proveOwner('partner', partner, proof.value) : proof
  if (proven.ok) return true
  if (proven.error.type !== 'invalid') {
    const [field, message] = PROOF_REFUSALS[proven.error.type]
    formWithErrors(ctx, [{ field, message: ctx.t(message) }])
  }
  return false
}
