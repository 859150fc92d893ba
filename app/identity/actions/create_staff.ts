import hash from '@adonisjs/core/services/hash'
import { audit } from '#audit/record'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import Staff, { type StaffRole } from '#identity/models/staff'
import { judgePassword, type PasswordFault } from '#identity/passwords/policy'

export interface NewStaff {
  name: string
  email: string
  role: StaffRole
  /** At least 12 characters (R4.2). */
  password: string
  language?: 'id' | 'en'
  /** base32; without one, the first sign-in enrols an authenticator. */
  totpSecret?: string
}

/** Makes a staff account (R5.5). For setup, seeders and the administrator. */
export async function createStaff(
  wanted: NewStaff
): Promise<
  Result<Staff, { type: 'email_taken' } | { type: 'weak_password'; fault: PasswordFault }>
> {
  const fault = judgePassword(wanted.password, 'staff')
  if (fault) return err({ type: 'weak_password', fault })
  const email = wanted.email.trim().toLowerCase()
  const password = await hash.make(wanted.password)
  return transaction(async (trx) => {
    if (await Staff.findBy({ email }, { client: trx })) return err({ type: 'email_taken' as const })
    const staff = await Staff.create(
      {
        name: wanted.name,
        email,
        role: wanted.role,
        password,
        language: wanted.language ?? 'id',
        totpSecret: wanted.totpSecret ?? null,
        totpLastStep: null,
        disabled: false,
      },
      { client: trx }
    )
    await audit(trx, {
      type: 'staff.created',
      actor: { kind: 'system' },
      subject: { kind: 'staff', id: staff.publicId },
      data: { role: staff.role },
    })
    return ok(staff)
  })
}
