import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { revokeInvitationsOf } from '#identity/actions/invite_staff'
import {
  lockAdministrators,
  propose,
  withdrawProposalsOf,
  type ProposeRefusal,
} from '#identity/actions/propose'
import { removeSecondFactor } from '#identity/actions/remove_second_factor'
import { tellTeam } from '#identity/actions/tell_team'
import { defineProposal, type ProposalKind } from '#identity/four_eyes'
import type { Notice } from '#identity/mails/notice_mail'
import { leave } from '#identity/leaving'
import Staff, { CONFIRMING_ROLES, type StaffRole } from '#identity/models/staff'
import { ROLE_LABELS } from '#identity/role_labels'
import { hasSecondFactor } from '#identity/second_factor/state'
import { revokeSessions } from '#identity/sessions/store'
import { dropTokens } from '#identity/tokens/single_use_tokens'

/** `own`: nobody changes their own access. `last`: there would be no administrator left. `no_change`: it is so already. */
type Against = 'unknown' | 'own' | 'last' | 'no_change'

export type StaffRefusal = { type: Against } | ProposeRefusal

/** `isDone` is false where a second administrator is waited for. */
type Managed = Result<{ isDone: boolean }, StaffRefusal>

interface Change {
  /** Public id of the member of staff. */
  id: string
  role?: StaffRole
}

/** Another role that confirms what others ask for. */
export const ROLE = defineProposal<Change & { role: StaffRole }, Against>({
  name: 'staff.role',
  describe: async ({ id, role }, t) =>
    t('identity.proposals.role', { name: await nameOf(id), role: t(ROLE_LABELS[role]) }),
  check: (trx, change, by) => judge(trx, change, by, roleFault),
  apply: async (trx, { id, role }, { by }) => giveRole(trx, await hold(trx, id), role, by),
})

/** Somebody who confirms what others ask for is let in again. */
export const ACCESS = defineProposal<Change, Against>({
  name: 'staff.enable',
  describe: async ({ id }, t) => t('identity.proposals.enable', { name: await nameOf(id) }),
  check: (trx, change, by) => judge(trx, change, by, enableFault),
  apply: async (trx, { id }, { by }) => letIn(trx, await hold(trx, id), by),
})

/** A lost second factor is taken away: the next sign-in, which takes the password, enrols another one. The owner is told. */
export const SECOND_FACTOR = defineProposal<Change, Against>({
  name: 'staff.second_factor',
  describe: async ({ id }, t) => t('identity.proposals.staff_factor', { name: await nameOf(id) }),
  check: (trx, change, by) => judge(trx, change, by, factorFault),
  apply: async (trx, { id }, { by }) => {
    const staff = await hold(trx, id)
    await removeSecondFactor(trx, 'staff', staff, {
      event: 'staff.second_factor_reset',
      actor: { kind: 'staff', id: by.publicId },
      notice: 'second_factor_reset',
    })
    await tellTeam(trx, by, { what: 'second_factor', staffId: staff.id })
  },
})

/**
 * Gives a member of staff another role (R5.5); they sign in again to work in it. A role that confirms what others ask for takes a
 * second administrator.
 */
export function changeRole(by: Staff, publicId: string, role: StaffRole): Promise<Managed> {
  const change = { id: publicId, role }
  if (CONFIRMING_ROLES.includes(role)) return askFor(ROLE, by, change)
  return now(by, change, roleFault, (trx, staff) => giveRole(trx, staff, role, by))
}

/** Shuts a member of staff out at once: to trust less needs nobody else. */
export function disableStaff(by: Staff, publicId: string): Promise<Managed> {
  return now(by, { id: publicId }, disableFault, async (trx, staff) => {
    staff.merge({ disabled: true, ...(staff.role === 'administrator' ? formerNow() : {}) })
    await staff.useTransaction(trx).save()
    await dropWhatTheyAskedFor(trx, staff, by)
    await revokeSessions(trx, 'staff', staff.id)
    await leave(trx, staff, by)
    await dropTokens(trx, 'staff.reset', staff.id)
    await tell(trx, by, staff, 'staff.disabled', 'staff_disabled')
    await tellTeam(trx, by, { what: 'disabled', staffId: staff.id })
  })
}

/** Lets a member of staff in again; one who confirms what others ask for, once a second administrator agrees. */
export async function enableStaff(by: Staff, publicId: string): Promise<Managed> {
  const staff = await Staff.findBy({ publicId })
  if (staff && CONFIRMING_ROLES.includes(staff.role)) return askFor(ACCESS, by, { id: publicId })
  return now(by, { id: publicId }, enableFault, (trx, held) => letIn(trx, held, by))
}

/** Asks for a lost second factor to be taken away; the reason says how it was made sure that it is really them who ask. */
export function resetSecondFactor(by: Staff, publicId: string, reason: string): Promise<Managed> {
  return askFor(SECOND_FACTOR, by, { id: publicId }, reason)
}

async function askFor<Data extends Change>(
  kind: ProposalKind<Data, Against>,
  by: Staff,
  data: Data,
  reason: string | null = null
): Promise<Managed> {
  const proposed = await propose(kind, by, { subject: data.id, data, reason })
  if (proposed.ok) return ok({ isDone: proposed.value.isDone })
  const { error } = proposed
  return err(error.type === 'against' ? { type: error.why } : error)
}

/** What speaks against a change of this member of staff; `administrators` are those who may sign in. */
type Fault = (
  staff: Staff,
  administrators: readonly Staff[],
  change: Change,
  trx: Trx
) => Against | null | Promise<Against | null>

const roleFault: Fault = (staff, administrators, { role }) => {
  if (staff.role === role) return 'no_change'
  return isLast(staff, administrators) ? 'last' : null
}

const disableFault: Fault = (staff, administrators) => {
  if (staff.disabled) return 'no_change'
  return isLast(staff, administrators) ? 'last' : null
}

const enableFault: Fault = (staff) => (staff.disabled ? null : 'no_change')

const factorFault: Fault = async (staff, _, __, trx) =>
  (await hasSecondFactor('staff', staff, trx)) ? null : 'no_change'

async function judge(trx: Trx, change: Change, by: Staff, fault: Fault): Promise<Against | null> {
  const administrators = await lockAdministrators(trx)
  // Whose own access was taken a moment ago changes nobody's any more.
  if (!administrators.some(({ id }) => id === by.id)) return 'unknown'
  const staff = await Staff.query({ client: trx }).where('publicId', change.id).forUpdate().first()
  if (!staff) return 'unknown'
  return staff.id === by.id ? 'own' : fault(staff, administrators, change, trx)
}

function now(
  by: Staff,
  change: Change,
  fault: Fault,
  step: (trx: Trx, staff: Staff) => Promise<void>
): Promise<Managed> {
  return transaction(async (trx): Promise<Managed> => {
    const against = await judge(trx, change, by, fault)
    if (against) return err({ type: against })
    await step(trx, await hold(trx, change.id))
    return ok({ isDone: true })
  })
}

async function giveRole(trx: Trx, staff: Staff, role: StaffRole, by: Staff): Promise<void> {
  const wasAdministrator = staff.role === 'administrator'
  staff.merge({ role, ...(wasAdministrator ? formerNow() : {}) })
  await staff.useTransaction(trx).save()
  if (wasAdministrator) await dropWhatTheyAskedFor(trx, staff, by)
  await revokeSessions(trx, 'staff', staff.id)
  await leave(trx, staff, by)
  await tell(trx, by, staff, 'staff.role_changed', 'staff_role', { role })
  await tellTeam(trx, by, { what: 'role', staffId: staff.id })
}

async function letIn(trx: Trx, staff: Staff, by: Staff): Promise<void> {
  await staff.merge({ disabled: false }).useTransaction(trx).save()
  await tell(trx, by, staff, 'staff.enabled', 'staff_enabled')
  await tellTeam(trx, by, { what: 'enabled', staffId: staff.id })
}

async function dropWhatTheyAskedFor(trx: Trx, staff: Staff, by: Staff): Promise<void> {
  await revokeInvitationsOf(trx, staff, by)
  await withdrawProposalsOf(trx, staff, by)
}

function formerNow() {
  return { administratorUntil: clock.now() }
}

function hold(trx: Trx, publicId: string): Promise<Staff> {
  return Staff.query({ client: trx }).where('publicId', publicId).forUpdate().firstOrFail()
}

async function nameOf(publicId: string): Promise<string> {
  const staff = await Staff.findBy({ publicId })
  return staff?.name ?? '–'
}

function isLast(staff: Staff, administrators: readonly Staff[]): boolean {
  return administrators.every(({ id }) => id === staff.id)
}

async function tell(
  trx: Trx,
  by: Staff,
  staff: Staff,
  type: AuditType,
  notice: Notice,
  data: Record<string, string> = {}
): Promise<void> {
  await audit(trx, {
    type,
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'staff', id: staff.publicId },
    data,
  })
  await enqueueMail(trx, 'identity.notice', { kind: 'staff', accountId: staff.id, notice })
}
