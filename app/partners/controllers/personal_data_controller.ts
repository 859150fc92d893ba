import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors } from '#core/http/form'
import { spend } from '#core/limits'
import { verifyPassword } from '#identity/passwords/verify'
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

  /** One JSON file an area in a ZIP. What is covered on screens is in clear here, so the password is asked for. */
  async export(ctx: HttpContext) {
    await ctx.bouncer.with(OwnCompanyPolicy).authorize('takeData')
    const partner = partnerOf(ctx)
    const refusal = await refusalOf(ctx)
    if (refusal) return page(ctx, { field: 'export_password', message: refusal })
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
    const refusal = await refusalOf(ctx)
    if (refusal) return page(ctx, { field: 'erase_password', message: refusal })
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

async function page(ctx: HttpContext, wrong?: { field: string; message: string }) {
  const partner = partnerOf(ctx)
  if (wrong) formWithErrors(ctx, [wrong])
  const obstacles = await erasureObstacles(partner)
  return ctx.view.render('pages/partners/personal_data', {
    due: partner.erasureDueAt,
    obstacles: obstacles.map(({ label, count }) => ctx.t(label, { count })),
  })
}

/** What is wrong with the password that was typed; null when it is right. */
async function refusalOf(ctx: HttpContext): Promise<string | null> {
  const partner = partnerOf(ctx)
  const typed: unknown = ctx.request.input('password')
  if (typeof typed !== 'string' || typed === '') return ctx.t('partners.data.password_needed')
  if (!(await spend('sign_in_account', `partner-data:${partner.id}`)))
    return ctx.t('identity.activation.too_many')
  const isRight = typed.length <= 200 && (await verifyPassword(partner.password, typed))
  return isRight ? null : ctx.t('partners.data.password_wrong')
}
