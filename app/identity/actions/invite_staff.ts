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
import Staff, { type StaffRole } from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'

/** How long an invitation is good; sent again, anew. */
const LIFE = Duration.fromObject({ hours: 72 })

const PURPOSE = 'staff.invitation'

export interface Invited {
  email: string
  role: StaffRole
  language: 'id' | 'en'
}

/** An administrator invites somebody to the staff (R5.5): a link by mail, no account yet. */
export async function inviteStaff(
  by: Staff,
  wanted: Invited
): Promise<Result<StaffInvitation, { type: 'known' | 'invited' | 'too_many' }>> {
  if (!(await spend('register', `invite:${by.publicId}`))) return err({ type: 'too_many' })
  try {
    return await transaction(async (trx) => {
      if (await Staff.findBy({ email: wanted.email }, { client: trx }))
        return err({ type: 'known' as const })
      const invitation = await StaffInvitation.create(
        { ...wanted, status: 'open', invitedBy: by.id, expiresAt: clock.now().plus(LIFE) },
        { client: trx }
      )
      await record(trx, 'staff.invited', invitation, { kind: 'staff', id: by.publicId })
      await enqueueMail(trx, 'identity.invitation', { invitationId: invitation.id })
      return ok(invitation)
    })
  } catch (error) {
    if (isUniqueViolation(error)) return err({ type: 'invited' })
    throw error
  }
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
    if (!invitation) return false
    await revoke(trx, invitation, by)
    return true
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

async function revoke(trx: Trx, invitation: StaffInvitation, by: Staff): Promise<void> {
  const change = { status: 'revoked', settledAt: clock.now() } as const
  await invitation.merge(change).useTransaction(trx).save()
  await dropTokens(trx, PURPOSE, invitation.id)
  await record(trx, 'staff.invitation_revoked', invitation, { kind: 'staff', id: by.publicId })
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
