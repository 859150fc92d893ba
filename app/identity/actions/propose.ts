import { Duration, type DateTime } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { kindOfProposal, type ProposalKind } from '#identity/four_eyes'
import Proposal from '#identity/models/proposal'
import Staff from '#identity/models/staff'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'

/** How long a proposal waits for its second administrator, once it may be confirmed. */
const LIFE = Duration.fromObject({ days: 7 })

/** For so long who was an administrator counts as the second one: nobody gets alone by shutting the others out. */
const MEMORY = Duration.fromObject({ days: 7 })

export type ProposeRefusal =
  /** The asker is no administrator any more. */
  | { type: 'unknown' }
  /** It has been asked for already. */
  | { type: 'asked' }
  /** There is no second administrator now, but there was one a moment ago: alone from `from` on. */
  | { type: 'nobody_yet'; from: DateTime }

export interface Proposed {
  proposal: Proposal
  /** False when it waits for somebody. */
  isDone: boolean
}

/**
 * Asks for a change that takes two administrators. All others are told. Where there is only one, who has none to ask, it is done at
 * once, with a mail to every administrator and to Legal, and marked in the audit trail.
 */
export async function propose<Data extends object, Why extends string>(
  kind: ProposalKind<Data, Why>,
  by: Staff,
  wanted: { subject: string; data: Data; reason?: string | null }
): Promise<Result<Proposed, ProposeRefusal | { type: 'against'; why: Why }>> {
  try {
    return await transaction(async (trx) => {
      const circle = await holdAdministrators(trx, by)
      if (!circle) return err({ type: 'unknown' as const })
      const why = await kind.check(trx, wanted.data, by)
      if (why) return err({ type: 'against' as const, why })
      const at = clock.now()
      const alone = isAlone(circle, at)
      if (circle.others.length === 0 && !alone)
        return err({ type: 'nobody_yet' as const, from: circle.aloneFrom! })
      const ripeAt = kind.wait ? at.plus(kind.wait) : at
      const proposal = await Proposal.create(
        {
          kind: kind.name,
          subject: wanted.subject,
          data: { ...wanted.data } as Record<string, unknown>,
          reason: wanted.reason ?? null,
          status: 'open',
          proposedBy: by.id,
          ripeAt,
          expiresAt: ripeAt.plus(LIFE),
        },
        { client: trx }
      )
      await note(trx, 'proposal.made', proposal, actorOf(by))
      await kind.tell?.(trx, proposal.id, wanted.data)
      const isDone = alone && ripeAt <= at
      if (isDone) await carryOut(trx, proposal, kind, { proposer: by, by, alone: true })
      else for (const reader of circle.others) await mail(trx, proposal, reader, 'asked')
      return ok({ proposal, isDone })
    })
  } catch (error) {
    if (isUniqueViolation(error)) return err({ type: 'asked' })
    throw error
  }
}

export type DecideRefusal =
  | { type: 'not_found' }
  /** Who proposed it, or whom it is about, does not confirm it. */
  | { type: 'own' }
  /** Somebody was faster, it ran out, or something speaks against it now. */
  | { type: 'too_late' }
  /** Whom it concerns may still object. */
  | { type: 'too_early' }

type Decided = Result<undefined, DecideRefusal>

/** The second administrator: it is done, in this transaction. */
export function confirmProposal(by: Staff, publicId: string): Promise<Decided> {
  return transaction(async (trx): Promise<Decided> => {
    const circle = await holdAdministrators(trx, by)
    const proposal = circle && (await hold(trx, { publicId }))
    if (!proposal) return err({ type: 'not_found' })
    const at = clock.now()
    if (proposal.status !== 'open' || proposal.expiresAt <= at) return err({ type: 'too_late' })
    const isOwn = proposal.proposedBy === by.id
    const alone = isOwn && isAlone(circle, at)
    if ((isOwn && !alone) || proposal.subject === by.publicId) return err({ type: 'own' })
    const kind = kindOfProposal(proposal.kind)
    if (!alone && (await kind.involves?.(trx, proposal.data, by))) return err({ type: 'own' })
    if (proposal.ripeAt > at) return err({ type: 'too_early' })
    const proposer = isOwn ? by : await Staff.findOrFail(proposal.proposedBy, { client: trx })
    if (await kind.check(trx, proposal.data, proposer)) {
      await proposal.settle(trx, 'void', { by: by.id, at })
      await note(trx, 'proposal.lapsed', proposal, { kind: 'system' })
      return err({ type: 'too_late' })
    }
    await carryOut(trx, proposal, kind, { proposer, by, alone })
    return ok()
  })
}

/** Another administrator says no; who proposed it takes it back so. */
export function refuseProposal(by: Staff, publicId: string): Promise<Decided> {
  return transaction(async (trx): Promise<Decided> => {
    const circle = await holdAdministrators(trx, by)
    const proposal = circle && (await hold(trx, { publicId }))
    if (!proposal) return err({ type: 'not_found' })
    const status = proposal.proposedBy === by.id ? 'withdrawn' : 'refused'
    if (!(await proposal.settle(trx, status, { by: by.id, at: clock.now() })))
      return err({ type: 'too_late' })
    await note(trx, `proposal.${status}`, proposal, actorOf(by))
    if (status === 'refused') await tellProposer(trx, proposal)
    return ok()
  })
}

/** Whom a proposal concerns objects to it, by the mailed link. @returns false when it is not open any more */
export async function objectToProposal(
  trx: Trx,
  proposalId: number,
  by: AuditActor
): Promise<boolean> {
  const proposal = await hold(trx, { id: proposalId })
  if (!proposal || !(await proposal.settle(trx, 'refused', { by: null, at: clock.now() })))
    return false
  await note(trx, 'proposal.refused', proposal, by)
  await tellProposer(trx, proposal)
  return true
}

/** What an administrator has asked for goes with what made them one. */
export async function withdrawProposalsOf(trx: Trx, former: Staff, by: Staff): Promise<void> {
  const open = await Proposal.query({ client: trx })
    .where({ proposedBy: former.id, status: 'open' })
    .forUpdate()
  for (const proposal of open) {
    if (await proposal.settle(trx, 'withdrawn', { by: by.id, at: clock.now() }))
      await note(trx, 'proposal.withdrawn', proposal, actorOf(by))
  }
}

/** Proposals that nobody has confirmed in time end. A schedule calls it. */
export async function lapseProposals(): Promise<void> {
  const at = clock.now()
  const late = await Proposal.query()
    .where('status', 'open')
    .where('expires_at', '<=', at.toMillis())
    .limit(200)
  for (const proposal of late) {
    await transaction(async (trx) => {
      if (await proposal.settle(trx, 'void', { by: null, at }))
        await note(trx, 'proposal.lapsed', proposal, { kind: 'system' })
    })
  }
}

/** Every administrator who may sign in, held to the end of the transaction, so that two who shut each other out leave one. */
export function lockAdministrators(trx: Trx): Promise<Staff[]> {
  return Staff.query({ client: trx })
    .where({ role: 'administrator', disabled: 0 })
    .orderBy('id')
    .forUpdate()
    .exec()
}

interface Circle {
  others: Staff[]
  /** From when on who has no other may act alone; null: from the beginning. */
  aloneFrom: DateTime | null
}

/** Null for somebody whose own access was taken a moment ago. */
async function holdAdministrators(trx: Trx, by: Staff): Promise<Circle | null> {
  const administrators = await lockAdministrators(trx)
  if (!administrators.some(({ id }) => id === by.id)) return null
  const former = await Staff.query({ client: trx })
    .whereNot('id', by.id)
    .whereNotNull('administrator_until')
    .orderBy('administrator_until', 'desc')
    .first()
  return {
    others: administrators.filter(({ id }) => id !== by.id),
    aloneFrom: former?.administratorUntil?.plus(MEMORY) ?? null,
  }
}

function isAlone({ others, aloneFrom }: Circle, at: DateTime): boolean {
  return others.length === 0 && (aloneFrom === null || aloneFrom <= at)
}

/** Is there nobody but this administrator, who then confirms the own proposals? For the page: `confirmProposal` asks again. */
export function actsAlone(by: Staff): Promise<boolean> {
  return transaction(async (trx) => {
    const circle = await holdAdministrators(trx, by)
    return circle !== null && isAlone(circle, clock.now())
  })
}

async function carryOut(
  trx: Trx,
  proposal: Proposal,
  kind: ProposalKind<any, string>,
  parties: { proposer: Staff; by: Staff; alone: boolean }
): Promise<void> {
  const { by, alone } = parties
  await proposal.settle(trx, 'confirmed', { by: by.id, at: clock.now() })
  await note(trx, 'proposal.confirmed', proposal, actorOf(by), alone ? { alone } : {})
  await kind.apply(trx, proposal.data, parties)
  if (!alone) return tellProposer(trx, proposal)
  const readers = await Staff.query({ client: trx })
    .whereIn('role', ['administrator', 'legal'])
    .where('disabled', 0)
  for (const reader of readers) await mail(trx, proposal, reader, 'alone')
}

function hold(trx: Trx, which: { id: number } | { publicId: string }): Promise<Proposal | null> {
  return Proposal.query({ client: trx }).where(which).forUpdate().first()
}

async function tellProposer(trx: Trx, proposal: Proposal): Promise<void> {
  const reader = await Staff.findOrFail(proposal.proposedBy, { client: trx })
  if (!reader.disabled) await mail(trx, proposal, reader, 'decided')
}

function mail(
  trx: Trx,
  proposal: Proposal,
  reader: Staff,
  step: 'asked' | 'decided' | 'alone'
): Promise<void> {
  const payload = { proposalId: proposal.id, staffId: reader.id, step }
  return enqueueMail(trx, 'identity.proposal', payload)
}

function actorOf(by: Staff): AuditActor {
  return { kind: 'staff', id: by.publicId }
}

/** Names, addresses and reasons stay with the record: the trail holds none (R8.4). */
function note(
  trx: Trx,
  type: Extract<AuditType, `proposal.${string}`>,
  proposal: Proposal,
  actor: AuditActor,
  data: Record<string, boolean> = {}
): Promise<void> {
  return audit(trx, {
    type,
    actor,
    subject: { kind: 'proposal', id: proposal.publicId },
    data: { what: proposal.kind, ...data },
  })
}
