import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import { revokeInvitationsOf } from '#identity/actions/invite_staff'
import { removeSecondFactor } from '#identity/actions/remove_second_factor'
import type { Notice } from '#identity/mails/notice_mail'
import Staff, { type StaffRole } from '#identity/models/staff'
import { hasSecondFactor } from '#identity/second_factor/state'
import { revokeSessions } from '#identity/sessions/store'
import { dropTokens } from '#identity/tokens/single_use_tokens'

/** `own`: nobody changes their own access. `last`: there would be no administrator left. `no_change`: it is so already. */
export type StaffRefusal = { type: 'unknown' | 'own' | 'last' | 'no_change' }

type Managed = Result<undefined, StaffRefusal>

/** Gives a member of staff another role (R5.5); they sign in again to work in it. */
export function changeRole(by: Staff, publicId: string, role: StaffRole): Promise<Managed> {
  return manage(by, publicId, async (trx, staff, administrators) => {
    if (staff.role === role) return err({ type: 'no_change' })
    if (isLast(staff, administrators)) return err({ type: 'last' })
    const from = staff.role
    await staff.merge({ role }).useTransaction(trx).save()
    if (from === 'administrator') await revokeInvitationsOf(trx, staff, by)
    await revokeSessions(trx, 'staff', staff.id)
    await tell(trx, by, staff, 'staff.role_changed', 'staff_role', { role })
    return ok()
  })
}

/** Shuts a member of staff out at once, or lets them in again. */
export function setDisabled(by: Staff, publicId: string, disabled: boolean): Promise<Managed> {
  return manage(by, publicId, async (trx, staff, administrators) => {
    if (staff.disabled === disabled) return err({ type: 'no_change' })
    if (disabled && isLast(staff, administrators)) return err({ type: 'last' })
    await staff.merge({ disabled }).useTransaction(trx).save()
    if (!disabled) {
      await tell(trx, by, staff, 'staff.enabled', 'staff_enabled')
      return ok()
    }
    await revokeInvitationsOf(trx, staff, by)
    await revokeSessions(trx, 'staff', staff.id)
    await dropTokens(trx, 'staff.reset', staff.id)
    await tell(trx, by, staff, 'staff.disabled', 'staff_disabled')
    return ok()
  })
}

/** Removes a lost second factor: the next sign-in, which takes the password, enrols another one. The owner is told. */
export function resetSecondFactor(by: Staff, publicId: string): Promise<Managed> {
  return manage(by, publicId, async (trx, staff) => {
    if (!(await hasSecondFactor('staff', staff, trx))) return err({ type: 'no_change' })
    await removeSecondFactor(trx, 'staff', staff, {
      event: 'staff.second_factor_reset',
      actor: { kind: 'staff', id: by.publicId },
      notice: 'second_factor_reset',
    })
    return ok()
  })
}

/** Holds every administrator, so that two who disable each other at once leave one. */
function manage(
  by: Staff,
  publicId: string,
  change: (trx: Trx, staff: Staff, administrators: Staff[]) => Promise<Managed>
): Promise<Managed> {
  return transaction(async (trx) => {
    const administrators = await Staff.query({ client: trx })
      .where({ role: 'administrator', disabled: 0 })
      .orderBy('id')
      .forUpdate()
    // Whose own access was taken a moment ago changes nobody's any more.
    if (!administrators.some(({ id }) => id === by.id)) return err({ type: 'unknown' as const })
    const staff = await Staff.query({ client: trx }).where({ publicId }).forUpdate().first()
    if (!staff) return err({ type: 'unknown' as const })
    if (staff.id === by.id) return err({ type: 'own' as const })
    return change(trx, staff, administrators)
  })
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
