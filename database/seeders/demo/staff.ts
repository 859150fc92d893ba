import Staff, { type StaffRole } from '#identity/models/staff'
import { travelTo } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import type { Calendar } from './calendar.js'

const PEOPLE = {
  wulan: { name: 'Wulan Prameswari', email: 'wulan@webstore.localhost', role: 'legal' },
  arif: { name: 'Arif Nugroho', email: 'arif@webstore.localhost', role: 'legal' },
  yudha: { name: 'Yudha Pratama', email: 'yudha@webstore.localhost', role: 'qa' },
  maya: { name: 'Maya Kusumawati', email: 'maya@webstore.localhost', role: 'qa' },
  sinta: { name: 'Sinta Maharani', email: 'sinta@webstore.localhost', role: 'finance' },
  admin: { name: 'Bima Saputra', email: 'admin@webstore.localhost', role: 'administrator' },
} as const satisfies Record<string, { name: string; email: string; role: StaffRole }>

/** For an authenticator on the desk of whoever signs in at the form; the doorway needs none. */
export const DEMO_TOTP_SECRET = 'ETALASEDEMOETALASEDEMOETALASEDEM'

export type DemoStaff = Record<keyof typeof PEOPLE, Staff>

export async function seedStaff(
  trx: Trx,
  calendar: Calendar,
  password: string
): Promise<DemoStaff> {
  travelTo(calendar.daysAgo(540, '09:00'))
  const made: Partial<DemoStaff> = {}
  for (const [key, { name, email, role }] of Object.entries(PEOPLE)) {
    made[key as keyof DemoStaff] = await Staff.create(
      {
        name,
        email,
        role,
        password,
        language: 'id',
        totpSecret: DEMO_TOTP_SECRET,
        totpLastStep: null,
        disabled: false,
      },
      { client: trx }
    )
  }
  return made as DemoStaff
}
