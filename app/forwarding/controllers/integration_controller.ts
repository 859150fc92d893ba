import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { runScenario } from '#forwarding/actions/run_scenario'
import { switchOn } from '#forwarding/actions/switch_on'
import Delivery from '#forwarding/models/delivery'
import { presentCall, presentWorkbench } from '#forwarding/presenters/workbench_page'
import { findCall, findContentToTry, workbench, type CallFile } from '#forwarding/queries/workbench'
import { partnerOf } from '#partners/viewer'
import IntegrationPolicy from '#forwarding/policies/integration_policy'

/** *Uji Integrasi*: keys, scenarios, and every call with what to mend (R8.1). */
export default class IntegrationController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('view')
    const partner = partnerOf(ctx)
    const bench = await workbench(partner, storeOf(ctx), contentOf(ctx))
    const newest = bench.calls[0]
    const call =
      newest && (await findCall(partner, newest.delivery.publicId, newest.attempt.number))
    return show(ctx, bench, call ?? null)
  }

  /** The list of calls alone: the page fetches it anew by itself. */
  async live(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('view')
    const bench = await workbench(partnerOf(ctx), storeOf(ctx), contentOf(ctx))
    return ctx.view.render('pages/forwarding/_calls', {
      bench: presentWorkbench(bench, null, readerOf(ctx), false),
    })
  }

  async run(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('call')
    const partner = partnerOf(ctx)
    const target = await findContentToTry(partner, String(ctx.request.input('content')))
    if (!target) throw notFound()
    const ran = await runScenario({ partner, ...target }, String(ctx.params.scenario))
    if (!ran.ok && ran.error.type === 'unknown_scenario') throw notFound()
    if (!ran.ok)
      return ctx.response.redirect(ctx.path(`/integration?content=${target.content.publicId}`))
    const delivery = await Delivery.findOrFail(ran.value.deliveryId)
    return ctx.response.redirect(ctx.path(`/integration/calls/${delivery.publicId}`))
  }

  async switchOn(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('switchOn')
    const partner = partnerOf(ctx)
    const target = await findContentToTry(partner, String(ctx.request.input('content')))
    if (!target) throw notFound()
    await switchOn(partner, target.content.id, storeOf(ctx))
    return ctx.response.redirect(
      ctx.path(`/integration?content=${target.content.publicId}&store=${storeOf(ctx)}`)
    )
  }
}

export function show(
  ctx: HttpContext,
  bench: Awaited<ReturnType<typeof workbench>>,
  call: CallFile | null
) {
  const reader = readerOf(ctx)
  const showSecret = ctx.request.input('secret') === 'shown'
  return ctx.view.render('pages/forwarding/integration', {
    bench: presentWorkbench(bench, call, reader, showSecret),
    call: call && presentCall(call, reader),
  })
}

export function storeOf(ctx: HttpContext): 'production' | 'development' {
  return ctx.request.input('store') === 'production' ? 'production' : 'development'
}

function contentOf(ctx: HttpContext): string | null {
  const id: unknown = ctx.request.input('content')
  return typeof id === 'string' ? id : null
}

function readerOf(ctx: HttpContext) {
  return { t: ctx.t, language: ctx.arrival.language }
}

function notFound() {
  return new Exception('no such content', { status: 404, code: 'E_NOT_FOUND' })
}
