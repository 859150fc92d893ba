import { readFile } from 'node:fs/promises'
import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import {
  addScreenshot,
  removeScreenshot,
  type EvidenceRefusal,
} from '#approvals/actions/add_evidence'
import { backToDesk, saidOf } from '#approvals/controllers/desk_draft'
import { againAtDesk, refusalWords, roundOfDesk } from '#approvals/controllers/desk_page'
import RoundPolicy from '#approvals/policies/round_policy'
import { screenshotValidator } from '#approvals/validators/evidence'
import { findEvidence } from '#approvals/queries/evidence'
import type { ImageRefusal } from '#catalogue/actions/draw_screenshot'
import { formWithErrors, readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { get } from '#storage/main'

const BAD_PICTURE: Readonly<Record<ImageRefusal, string>> = {
  empty: 'catalogue.image.empty',
  too_large: 'catalogue.image.too_large',
  unsupported: 'catalogue.image.unsupported',
  trailing_data: 'catalogue.image.trailing_data',
  broken: 'catalogue.image.broken',
  too_many_pixels: 'catalogue.image.too_many_pixels',
  too_small: 'catalogue.image.too_small',
  too_heavy: 'catalogue.image.too_heavy',
  busy: 'catalogue.image.busy',
}

/** Screenshots that show what was found (R5.3). Nobody but the staff of the lane sees one. */
export default class EvidenceController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('view')
    const round = await roundOfDesk(ctx)
    const evidence = await findEvidence(round, ctx.params.evidence)
    const bytes = evidence && (await get(evidence.storageKey))
    if (!bytes) throw new Exception('no such evidence', { status: 404 })
    ctx.response.header('content-type', 'image/webp')
    ctx.response.header('cache-control', 'private, max-age=3600')
    return ctx.response.send(bytes)
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const form = await readForm(ctx, screenshotValidator)
    if (!form.ok) return againAtDesk(ctx)
    const file = ctx.request.file('screenshot')
    const bytes = file?.tmpPath ? await readFile(file.tmpPath) : Buffer.alloc(0)
    const isMine = round.heldBy === staffOf(ctx).id
    const added = await addScreenshot(staffOf(ctx), round.publicId, {
      point: form.data.evidence_point,
      caption: form.data.evidence_caption ?? '',
      bytes,
    })
    if (added.ok)
      return backToDesk(ctx, round, { done: ['evidence'], said: saidOf('screenshot', isMine) })
    return this.#refuse(ctx, added.error)
  }

  async destroy(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const round = await roundOfDesk(ctx)
    const id = ctx.request.input('evidence')
    const isMine = round.heldBy === staffOf(ctx).id
    const removed = await removeScreenshot(
      staffOf(ctx),
      round.publicId,
      typeof id === 'string' ? id : ''
    )
    if (removed.ok)
      return backToDesk(ctx, round, { done: [], said: saidOf('screenshot_removed', isMine) })
    if (removed.error.type === 'not_found') throw new Exception('no such evidence', { status: 404 })
    return this.#refuse(ctx, removed.error)
  }

  #refuse(ctx: HttpContext, refusal: EvidenceRefusal) {
    switch (refusal.type) {
      case 'bad_picture':
        formWithErrors(ctx, [{ field: 'screenshot', message: ctx.t(BAD_PICTURE[refusal.because]) }])
        return againAtDesk(ctx)
      case 'too_many':
        formWithErrors(ctx, [
          { field: 'screenshot', message: ctx.t('approvals.evidence.too_many') },
        ])
        return againAtDesk(ctx)
      case 'no_such_point':
        formWithErrors(ctx, [
          { field: 'evidence_point', message: ctx.t('approvals.evidence.no_such_point') },
        ])
        return againAtDesk(ctx)
      default:
        ctx.response.status(409)
        return againAtDesk(ctx, { problem: refusalWords(ctx, refusal) })
    }
  }
}
