import hash from '@adonisjs/core/services/hash'
import { Duration } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import type { AuditType } from '#audit/types'
import { spend } from '#core/limits'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { isUniqueViolation } from '#shared/database/unique'
import { err, ok, type Result } from '#shared/result'
import { propose, type ProposeRefusal } from '#identity/actions/propose'
import { tellTeam } from '#identity/actions/tell_team'
import { defineProposal } from '#identity/four_eyes'
import Staff, { CONFIRMING_ROLES, type StaffRole } from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'
import { ROLE_LABELS } from '#identity/role_labels'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'

/** How long an invitation is good; sent again, anew. */
const LIFE = Duration.fromObject({ hours: 72 })

const PURPOSE = 'staff.invitation'

export interface Invited {
  email: string
  role: StaffRole
  language: 'id' | 'en'
}

type InviteRefusal = 'known' | 'invited'

/** Somebody who is to confirm what others ask for: one administrator names them, another one agrees. */
export const INVITATION = defineProposal<Invited, InviteRefusal>({
  name: 'staff.invite',
  describe: async ({ email, role }, t) =>
    t('identity.proposals.invite', { email, role: t(ROLE_LABELS[role]) }),
  check: whatSpeaksAgainst,
  apply: (trx, wanted, { proposer, by }) => invite(trx, wanted, proposer, by),
})

/**
 * An administrator invites somebody to the staff (R5.5): a link by mail, no account yet. For the roles that confirm what others ask
 * for, once a second administrator agrees.
 */
export async function inviteStaff(
  by: Staff,
  wanted: Invited
): Promise<Result<{ isDone: boolean }, { type: InviteRefusal | 'too_many' } | ProposeRefusal>> {
  if (!(await spend('register', `invite:${by.publicId}`))) return err({ type: 'too_many' })
  if (CONFIRMING_ROLES.includes(wanted.role)) {
    const data = { email: wanted.email, role: wanted.role, language: wanted.language }
    const proposed = await propose(INVITATION, by, { subject: wanted.email, data })
    if (proposed.ok) return ok({ isDone: proposed.value.isDone })
    const { error } = proposed
    return err(error.type === 'against' ? { type: error.why } : error)
  }
  try {
    return await transaction(async (trx) => {
      const why = await whatSpeaksAgainst(trx, wanted)
      if (why) return err({ type: why })
      await invite(trx, wanted, by, by)
      return ok({ isDone: true })
    })
  } catch (error) {
    if (isUniqueViolation(error)) return err({ type: 'invited' })
    throw error
  }
}

async function whatSpeaksAgainst(trx: Trx, { email }: Invited): Promise<InviteRefusal | null> {
  if (await Staff.findBy({ email }, { client: trx })) return 'known'
  const open = await StaffInvitation.query({ client: trx }).where({ email, status: 'open' }).first()
  return open ? 'invited' : null
}

async function invite(trx: Trx, wanted: Invited, inviter: Staff, by: Staff): Promise<void> {
  const { email, role, language } = wanted
  const expiresAt = clock.now().plus(LIFE)
  const invitation = await StaffInvitation.create(
    { email, role, language, status: 'open', invitedBy: inviter.id, expiresAt },
    { client: trx }
  )
  await record(trx, 'staff.invited', invitation, { kind: 'staff', id: by.publicId })
  await enqueueMail(trx, 'identity.invitation', { invitationId: invitation.id })
  await tellTeam(trx, by, { what: 'invited', invitationId: invitation.id })
}

/** Sends the link again and makes the former ones worthless; the time begins anew. */
export async function resendInvitation(
  by: Staff,
  publicId: string
): Promise<Result<undefined, { type: 'gone' | 'too_many' }>> {
  if (!(await spend('resend', `invitation:${publicId}`))) return err({ type: 'too_many' })
  return transaction(async (trx) => {
    const invitation = await holdOpen(trx, publicId)
    if (!invitation) return err({ type: 'gone' as const })
    await dropTokens(trx, PURPOSE, invitation.id)
    invitation.expiresAt = clock.now().plus(LIFE)
    await invitation.useTransaction(trx).save()
    await record(trx, 'staff.invitation_resent', invitation, { kind: 'staff', id: by.publicId })
    await enqueueMail(trx, 'identity.invitation', { invitationId: invitation.id })
    return ok()
  })
}

/** Takes an invitation back. @returns false where none is open under this id */
export function revokeInvitation(by: Staff, publicId: string): Promise<boolean> {
  return transaction(async (trx) => {
    const invitation = await holdOpen(trx, publicId)
    return invitation !== null && revoke(trx, invitation, by)
  })
}

/** What an administrator has invited goes with what made them one. */
export async function revokeInvitationsOf(trx: Trx, former: Staff, by: Staff): Promise<void> {
  const open = await StaffInvitation.query({ client: trx }).where({
    invitedBy: former.id,
    status: 'open',
  })
  for (const invitation of open) await revoke(trx, invitation, by)
}

/** The invitation of a mailed link, while it is good; looks without using it up. */
export async function findInvitation(token: string): Promise<StaffInvitation | null> {
  const claim = await peekToken(PURPOSE, token)
  const invitation = claim && (await StaffInvitation.find(claim.userId))
  return invitation?.isOpen(clock.now()) ? invitation : null
}

/**
 * Makes the account of an invitation, using its link up. It signs in with a second factor only, which its first sign-in
 * enrols. Of several at once, one gets through.
 */
export async function acceptInvitation(
  token: string,
  chosen: { name: string; password: string }
): Promise<Result<Staff, { type: 'invalid_link' }>> {
  const found = await findInvitation(token)
  if (!found) return err({ type: 'invalid_link' })
  const password = await hash.make(chosen.password)
  try {
    return await transaction(async (trx) => {
      const invitation = await holdOpen(trx, found.publicId)
      const isGood = invitation?.isOpen(clock.now()) && (await useToken(trx, PURPOSE, token))
      if (!invitation || !isGood) return err({ type: 'invalid_link' as const })
      const { email, role, language } = invitation
      const staff = await Staff.create(
        {
          name: chosen.name,
          email,
          role,
          language,
          password,
          totpSecret: null,
          totpLastStep: null,
          disabled: false,
        },
        { client: trx }
      )
      const change = { status: 'accepted', staffId: staff.id, settledAt: clock.now() } as const
      await invitation.merge(change).useTransaction(trx).save()
      await dropTokens(trx, PURPOSE, invitation.id)
      const actor = { kind: 'staff', id: staff.publicId } as const
      await record(trx, 'staff.invitation_accepted', invitation, actor)
      await audit(trx, {
        type: 'staff.created',
        actor,
        subject: { kind: 'staff', id: staff.publicId },
        data: { role },
      })
      return ok(staff)
    })
  } catch (error) {
    if (isUniqueViolation(error)) return err({ type: 'invalid_link' })
    throw error
  }
}

/** @returns false for one that has been accepted or revoked meanwhile: that stands */
async function revoke(trx: Trx, invitation: StaffInvitation, by: Staff): Promise<boolean> {
  const at = clock.now().toMillis()
  const revoked = await trx
    .from('staff_invitations')
    .where({ id: invitation.id, status: 'open' })
    .update({ status: 'revoked', settled_at: at, updated_at: at })
  if (Number(revoked) !== 1) return false
  await dropTokens(trx, PURPOSE, invitation.id)
  await record(trx, 'staff.invitation_revoked', invitation, { kind: 'staff', id: by.publicId })
  return true
}

function holdOpen(trx: Trx, publicId: string): Promise<StaffInvitation | null> {
  return StaffInvitation.query({ client: trx })
    .where({ publicId, status: 'open' })
    .forUpdate()
    .first()
}

async function record(
  trx: Trx,
  type: AuditType,
  invitation: StaffInvitation,
  actor: AuditActor
): Promise<void> {
  await audit(trx, {
    type,
    actor,
    subject: { kind: 'staff_invitation', id: invitation.publicId },
    data: { role: invitation.role },
  })
}
