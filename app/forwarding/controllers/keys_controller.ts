import type { HttpContext } from '@adonisjs/core/http'
import { activateKey, rotateKey } from '#forwarding/actions/rotate_key'
import { storeOf } from '#forwarding/controllers/integration_controller'
import { partnerOf } from '#partners/viewer'
import IntegrationPolicy from '#forwarding/policies/integration_policy'

/** *Putar kunci*: first the new key is shown, then its partner says that it is installed. */
export default class KeysController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('keepKeys')
    await rotateKey(partnerOf(ctx), storeOf(ctx))
    return ctx.response.redirect(ctx.path(`/integration?store=${storeOf(ctx)}`))
  }

  async activate(ctx: HttpContext) {
    await ctx.bouncer.with(IntegrationPolicy).authorize('keepKeys')
    await activateKey(partnerOf(ctx), storeOf(ctx))
    return ctx.response.redirect(ctx.path(`/integration?store=${storeOf(ctx)}`))
  }
}
