import type { HttpContext } from '@adonisjs/core/http'
import { assignRound, claimRound, releaseRound } from '#approvals/actions/claim_round'
import { backToQueue, batchWords, type BatchStep } from '#approvals/controllers/batch_words'
import { refusalWords, showDesk } from '#approvals/controllers/desk_page'
import { queueBatchValidator } from '#approvals/validators/queue_batch'
import { colleaguesOf } from '#approvals/queries/colleagues'
import { loadVersion } from '#catalogue/queries/load_version'
import { findRoundFor } from '#approvals/actions/find_round'
import RoundPolicy from '#approvals/policies/round_policy'
import { readForm } from '#core/http/form'
import type Staff from '#identity/models/staff'
import { staffOf } from '#identity/viewer'

/**
 * Takes, gives back or hands over several rounds at once, each for itself: where somebody else was quicker with one, that one is told
 * of and the others are done. Nothing is ever decided for several (R5.5).
 */
export default class QueueBatchesController {
  async store(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('work')
    const form = await readForm(ctx, queueBatchValidator)
    if (!form.ok) {
      ctx.response.status(422)
      return showDesk(ctx, null, { batch: { done: '', problems: [ctx.t('approvals.bulk.none')] } })
    }
    const staff = staffOf(ctx)
    const { step, rounds, colleague } = form.data
    const desk = step === 'assign' ? await colleaguesOf(staff) : []
    const to = step === 'assign' ? desk.find(({ publicId }) => publicId === colleague) : staff
    if (!to) {
      ctx.response.status(422)
      const problems = [ctx.t('approvals.bulk.nobody')]
      return showDesk(ctx, null, { batch: { done: '', problems } })
    }
    let count = 0
    const problems: string[] = []
    for (const id of new Set(rounds)) {
      const taken = await this.#take(step, staff, to, id)
      if (taken.ok) count++
      else problems.push(`${await nameOf(staff, id)}: ${refusalWords(ctx, taken.error)}`)
    }
    if (problems.length === 0) return backToQueue(ctx, { step, count, to })
    ctx.response.status(409)
    const done = count > 0 ? batchWords(ctx, { step, count, name: to.name }) : ''
    return showDesk(ctx, null, { batch: { done, problems } })
  }

  #take(step: BatchStep, staff: Staff, to: Staff, id: string) {
    if (step === 'claim') return claimRound(staff, id)
    return step === 'release' ? releaseRound(staff, id) : assignRound(staff, id, to)
  }
}

async function nameOf(staff: Staff, roundPublicId: string): Promise<string> {
  const round = await findRoundFor(staff, roundPublicId)
  const sheet = round && (await loadVersion(round.versionId))
  return sheet?.version.name ?? '–'
}
