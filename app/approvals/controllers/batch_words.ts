import type { HttpContext } from '@adonisjs/core/http'
import type { Aside } from '#approvals/controllers/desk_page'
import { colleaguesOf } from '#approvals/queries/colleagues'
import type Staff from '#identity/models/staff'
import { staffOf } from '#identity/viewer'

/** Words for how many rounds a step was done with. */
const DONE = {
  claim: 'approvals.bulk.claimed',
  release: 'approvals.bulk.released',
  assign: 'approvals.bulk.assigned',
} as const
export type BatchStep = keyof typeof DONE

/** What a step with several rounds has come to. */
export function batchWords(
  ctx: HttpContext,
  { step, count, name }: { step: BatchStep; count: number; name: string }
): string {
  return ctx.t(DONE[step], { count, name })
}

/** To the queue as it was looked at, by an address that says what was done: opened again, it says so again and does nothing. */
export function backToQueue(
  ctx: HttpContext,
  { step, count, to }: { step: BatchStep; count: number; to: Staff }
) {
  const said = {
    did: step,
    count: String(count),
    ...(step === 'assign' ? { to: to.publicId } : {}),
  }
  const query = new URLSearchParams({ ...ctx.request.qs(), ...said })
  return ctx.response.redirect(`${ctx.path('/queue')}?${query}`)
}

/** What the address of {@link backToQueue} says; nothing for any other. */
export async function batchAside(ctx: HttpContext): Promise<Aside> {
  const { did, count, to } = ctx.request.qs()
  const step = (Object.keys(DONE) as BatchStep[]).find((known) => known === did)
  if (!step || !/^[1-9]\d?$/.test(String(count))) return {}
  const desk = step === 'assign' ? await colleaguesOf(staffOf(ctx)) : [staffOf(ctx)]
  const colleague = step === 'assign' ? desk.find(({ publicId }) => publicId === to) : desk[0]
  if (!colleague) return {}
  const done = batchWords(ctx, { step, count: Number(count), name: colleague.name })
  return { batch: { done, problems: [] } }
}
