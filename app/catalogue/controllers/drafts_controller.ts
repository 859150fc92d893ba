import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { keptPicture } from '#catalogue/controllers/picture'
import { saveForm, tooManyDrafts } from '#catalogue/controllers/saving'
import DraftPolicy from '#catalogue/policies/draft_policy'
import { spendFor } from '#core/middleware/limit_middleware'
import { formatTime } from '#core/views/format'
import { partnerOf } from '#partners/viewer'
import { clock } from '#shared/clock'
import { isPublicId } from '#shared/public_id'

/** A form that saves itself while somebody types (R3.8); the page's script reads the answers. */
export default class DraftsController {
  async update(ctx: HttpContext) {
    await ctx.bouncer.with(DraftPolicy).authorize('write')
    const contentId = ctx.params.id
    if (!isPublicId(contentId)) throw new Exception('no such content', { status: 404 })
    await spendFor(ctx, 'autosave_account', `partner:${partnerOf(ctx).id}`)
    const picture = { image: await keptPicture(ctx, partnerOf(ctx)), error: null }
    const { outcome } = await saveForm(
      ctx,
      { contentId, isNew: !ctx.request.input('base'), isAutomatic: true },
      picture
    )
    if (outcome.type === 'saved') {
      const time = formatTime(outcome.version.savedAt, ctx.arrival.language)
      return {
        base: outcome.version.edition,
        action: ctx.path(`/contents/${contentId}`),
        page: ctx.path(`/contents/${contentId}/edit`),
        message: ctx.t('catalogue.autosave.saved', { time }),
      }
    }
    if (outcome.type === 'nothing') return { base: '', message: '' }
    if (outcome.type === 'not_found') throw new Exception('no such content', { status: 404 })
    const time = formatTime(clock.now(), ctx.arrival.language)
    ctx.response.status(409)
    return {
      message:
        outcome.type === 'conflict'
          ? ctx.t('catalogue.autosave.conflict', { time })
          : outcome.type === 'too_many'
            ? tooManyDrafts(ctx)
            : ctx.t('catalogue.autosave.closed'),
    }
  }
}
