import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { deliver } from '#forwarding/actions/deliver'
import { resend } from '#forwarding/actions/resend'
import { runScenario } from '#forwarding/actions/run_scenario'
import { show } from '#forwarding/controllers/integration_controller'
import Delivery from '#forwarding/models/delivery'
import { findCall, findContentToTry, workbench, type CallFile } from '#forwarding/queries/workbench'
import { partnerOf } from '#partners/viewer'
import IntegrationPolicy from '#forwarding/policies/integration_policy'

/** One call of the partner's trace. */
export default class CallsController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('view')
    const call = await this.#own(ctx)
    const bench = await workbench(partnerOf(ctx), call.delivery.environment, call.contentPublicId)
    return show(ctx, bench, call)
  }

  /** *Kirim ulang*: the same event once more; a scenario runs anew. */
  async resend(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('call')
    const call = await this.#own(ctx)
    if (call.run) return this.#runAgain(ctx, call)
    const sent = await resend(call.delivery)
    if (sent.ok) await deliver(call.delivery.id)
    return ctx.response.redirect(ctx.path(`/integration/calls/${call.delivery.publicId}`))
  }

  /** *Jejak JSON*: every attempt as it was kept. */
  async trace(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('view')
    const { delivery, attempts } = await this.#own(ctx)
    ctx.response.header(
      'content-disposition',
      `attachment; filename="etalase-${delivery.trxId}.json"`
    )
    return ctx.response.send({
      trx_id: delivery.trxId,
      event: delivery.event,
      env: delivery.environment,
      status: delivery.status,
      parameters: delivery.parameters,
      attempts: attempts.map((attempt) => ({
        number: attempt.number,
        started_at: attempt.startedAt.toISO(),
        request: attempt.request,
        answer: attempt.answer,
        verdict: attempt.verdict,
        reason: attempt.reason,
        connect_ms: attempt.connectMs,
        total_ms: attempt.totalMs,
      })),
    })
  }

  async #runAgain(ctx: HttpContext, call: CallFile) {
    const partner = partnerOf(ctx)
    const target = await findContentToTry(partner, call.contentPublicId)
    const ran = target && (await runScenario({ partner, ...target }, call.run!.scenario))
    const delivery = ran?.ok ? await Delivery.findOrFail(ran.value.deliveryId) : call.delivery
    return ctx.response.redirect(ctx.path(`/integration/calls/${delivery.publicId}`))
  }

  async #own(ctx: HttpContext): Promise<CallFile> {
    const call = await findCall(partnerOf(ctx), ctx.params.id, ctx.request.input('attempt', null))
    if (!call) throw new Exception('no such call', { status: 404, code: 'E_NOT_FOUND' })
    return call
  }
}
