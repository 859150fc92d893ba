import { nextTask, statusesOf, type NextTask } from '#approvals/ball'
import type { ClockReading } from '#approvals/clock'
import type { Lane } from '#approvals/lanes'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { countsFrom, newestPasses } from '#approvals/queries/test_purchases'
import type ContentVersion from '#catalogue/models/content_version'
import type Order from '#checkout/models/order'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'

/** Where a version stands, and who has to act (R5.1). */
export interface Standing {
  rounds: Partial<Record<Lane, ApprovalRound>>
  /** The purchase that opens *Minta Uji Integrasi Ulang*, after FAB's refusal. */
  newerPass: Order | null
  clock: ClockReading | null
  task: NextTask
  /** Since when the ball lies where it lies. */
  since: DateTime
}

/** How versions stand, in the order in which they were given: as many queries for one as for many. */
export async function standingsOf(versions: readonly ContentVersion[]): Promise<Standing[]> {
  if (versions.length === 0) return []
  const ids = versions.map(({ id }) => id)
  const rounds = Map.groupBy(
    await ApprovalRound.query().whereIn('version_id', ids).orderBy('number'),
    ({ versionId }) => versionId
  )
  const running = await ApprovalClock.query().whereIn('version_id', ids)
  const clocks = new Map(running.map((it) => [it.versionId, it]))
  const lastEvents = await db
    .from('approval_events')
    .whereIn('version_id', ids)
    .groupBy('version_id')
    .select('version_id')
    .max('at as at')
  const lastOf = new Map(lastEvents.map((row) => [Number(row.version_id), Number(row.at)]))
  const latest = new Map(
    ids.map((id) => [
      id,
      Object.fromEntries((rounds.get(id) ?? []).map((round) => [round.lane, round])),
    ])
  )
  const passes = await newerPasses(
    [...latest.values()].flatMap(({ qa_fab: fab }) => (fab?.status === 'refused' ? [fab] : []))
  )
  return versions.map((version) => {
    const own: Standing['rounds'] = latest.get(version.id)!
    const newerPass = passes.get(version.id) ?? null
    const watch = clocks.get(version.id)
    const last = lastOf.get(version.id)
    return {
      rounds: own,
      newerPass,
      clock: watch?.read() ?? null,
      task: nextTask(version.status, statusesOf(own), newerPass !== null),
      since:
        watch?.pausedAt ?? (last ? DateTime.fromMillis(last, { zone: 'utc' }) : version.savedAt),
    }
  })
}

/** Purchases that pass and are newer than FAB's refusal, by the version's inner id. */
async function newerPasses(refused: readonly ApprovalRound[]): Promise<Map<number, Order>> {
  if (refused.length === 0) return new Map()
  const ids = refused.map(({ versionId }) => versionId)
  const passes = await newestPasses(ids)
  const sent = Map.groupBy(
    await Submission.query().whereIn('version_id', ids).orderBy('number', 'desc'),
    ({ versionId }) => versionId
  )
  for (const round of refused) {
    const since = countsFrom(sent.get(round.versionId) ?? [], round)
    const order = passes.get(round.versionId)
    if (order && since && order.createdAt <= since) passes.delete(round.versionId)
  }
  return passes
}
