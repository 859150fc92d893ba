import { setImmediate } from 'node:timers/promises'
import app from '@adonisjs/core/services/app'
import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { examineAuthority } from '#pki/fitness'
import TrustAnchor from '#pks/models/trust_anchor'
import TrustImport from '#pks/models/trust_import'
import { trustDeciders } from '#pks/queries/trust_people'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'

export type TrustError =
  | { type: 'not_found' }
  /** Who asked does not confirm. */
  | { type: 'own' }
  /** Somebody else was faster. */
  | { type: 'too_late' }
  /** It expired, or something else speaks against it now. */
  | { type: 'unfit' }

interface Decision {
  /** Public ids of authorities. */
  ids: readonly string[]
  by: { publicId: string }
}

export interface Decided {
  /** How many were decided by this. */
  done: number
  /** How many somebody else had decided before. */
  late: number
  /** How many cannot be trusted any more. */
  unfit: number
}

/** A second member of staff confirms proposed authorities: from the next judgement on, in every process, paths may end there. */
export async function confirmAuthorities(decision: Decision): Promise<Result<Decided, TrustError>> {
  const at = clock.now()
  const { unfit, reasons } = await examine(decision.ids, at.toJSDate())
  return decide(decision, async (trx, anchor) => {
    if (unfit.has(anchor.id)) return 'unfit'
    if (!(await anchor.activate({ at, trx, by: decision.by.publicId }))) return 'late'
    await note(trx, anchor, 'trust.activated', decision.by, reasons.get(anchor.importId) ?? null)
    return 'trusted'
  })
}

/** Certificates looked at between two breaths of the event loop. */
const AT_ONCE = 50

/** What speaks against them now, and why they were proposed. Before anything is locked: a thousand signatures take a second. */
async function examine(
  ids: readonly string[],
  at: Date
): Promise<{ unfit: Set<number>; reasons: Map<number, string | null> }> {
  const anchors = await TrustAnchor.query().whereIn('public_id', [...ids])
  const imports = await TrustImport.findMany([...new Set(anchors.map((item) => item.importId))])
  const unfit = new Set<number>()
  for (const [index, { id, bytes, purpose }] of anchors.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate()
    const exam = { at, purpose, refuseDevelopment: app.inProduction }
    if (examineAuthority(bytes, exam).findings.length > 0) unfit.add(id)
  }
  return { unfit, reasons: new Map(imports.map(({ id, reason }) => [id, reason])) }
}

/** Refuses proposed authorities; who proposed them may take them back so. */
export function refuseAuthorities(
  decision: Decision & { reason: string }
): Promise<Result<Decided, TrustError>> {
  const at = clock.now()
  return decide(
    decision,
    async (trx, anchor) => {
      const { by, reason } = decision
      if (!(await anchor.refuse({ at, trx, by: by.publicId, reason }))) return 'late'
      await note(trx, anchor, 'trust.refused', by, reason)
      return 'done'
    },
    { ownToo: true }
  )
}

/** Asks a second member of staff to stop trusting an authority. Until then paths may end there. */
export function proposeWithdrawal(order: {
  id: string
  reason: string
  by: { publicId: string }
}): Promise<Result<Decided, TrustError>> {
  const { id, reason, by } = order
  const at = clock.now()
  return decide(
    { ids: [id], by },
    async (trx, anchor) => {
      if (!(await anchor.proposeWithdrawal({ at, trx, by: by.publicId, reason }))) return 'late'
      await note(trx, anchor, 'trust.withdrawal_proposed', by, reason)
      for (const staff of await trustDeciders(trx, by.publicId)) {
        await enqueueMail(
          trx,
          'pks.trust_withdrawal_asked',
          { anchorId: anchor.id, staffId: staff.id },
          `pks.trust_withdrawal_asked:${anchor.publicId}:${publicId()}`
        )
      }
      return 'done'
    },
    { ownToo: true }
  )
}

/** The second member of staff confirms: no path ends there any more. */
export function confirmWithdrawal(order: {
  id: string
  by: { publicId: string }
}): Promise<Result<Decided, TrustError>> {
  const at = clock.now()
  return decide({ ids: [order.id], by: order.by }, async (trx, anchor) => {
    if (!(await anchor.withdraw({ at, trx, by: order.by.publicId }))) return 'late'
    await note(trx, anchor, 'trust.withdrawn', order.by, anchor.withdrawalReason)
    return 'trusted'
  })
}

/** It stays trusted. Who asked for the withdrawal may take it back so. */
export function refuseWithdrawal(order: {
  id: string
  by: { publicId: string }
}): Promise<Result<Decided, TrustError>> {
  const at = clock.now()
  return decide(
    { ids: [order.id], by: order.by },
    async (trx, anchor) => {
      if (!(await anchor.keep({ at, trx, by: order.by.publicId }))) return 'late'
      await note(trx, anchor, 'trust.withdrawal_refused', order.by)
      return 'done'
    },
    { ownToo: true }
  )
}

/** `trusted`: what paths may end at has changed. */
type Outcome = 'trusted' | 'done' | 'late' | 'unfit'

async function decide(
  { ids, by }: Decision,
  step: (trx: Trx, anchor: TrustAnchor) => Promise<Outcome>,
  { ownToo = false } = {}
): Promise<Result<Decided, TrustError>> {
  return transaction(async (trx): Promise<Result<Decided, TrustError>> => {
    const anchors = await TrustAnchor.query({ client: trx })
      .whereIn('public_id', [...ids])
      .orderBy('id')
      .forUpdate()
    if (anchors.length === 0) return err({ type: 'not_found' })
    const own = anchors.filter((anchor) => anchor.awaitsDecision && anchor.askedBy === by.publicId)
    if (!ownToo && own.length > 0) return err({ type: 'own' })
    const outcomes: Outcome[] = []
    for (const anchor of anchors) outcomes.push(await step(trx, anchor))
    const count = (...wanted: Outcome[]) =>
      outcomes.filter((outcome) => wanted.includes(outcome)).length
    if (count('trusted') > 0) await trx.from('trust_state').where('id', 1).increment('version', 1)
    const decided = { done: count('trusted', 'done'), late: count('late'), unfit: count('unfit') }
    if (decided.done > 0) return ok(decided)
    return err({ type: decided.late > 0 ? 'too_late' : 'unfit' })
  })
}

function note(
  trx: Trx,
  anchor: TrustAnchor,
  type: AuditType,
  by: { publicId: string },
  reason: string | null = null
): Promise<void> {
  return audit(trx, {
    type,
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'trust_anchor', id: anchor.publicId },
    data: { sha256: anchor.sha256, purpose: anchor.purpose, reason },
  })
}
