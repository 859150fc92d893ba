import type { Door } from '#core/http/surfaces'
import type { UserKind } from '#identity/sessions/store'

/** An account that the demo makes and the doorway signs in with one click. */
export interface DemoAccount {
  key: string
  kind: UserKind
  door: Door
  email: string
  password: string
  /** Where the visit begins. */
  start: string
}

const CUSTOMER_PASSWORD = 'Toko2026@$'
const STAFF_PASSWORD = 'EtalaseDemo2026@$'

/** Passwords are no secret: these accounts exist only on a development machine that listens on loopback. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    key: 'customer',
    kind: 'customer',
    door: 'store',
    email: 'ratna.dewi@surel.example',
    password: CUSTOMER_PASSWORD,
    start: '/',
  },
  {
    key: 'trial_customer',
    kind: 'customer',
    door: 'devstore',
    email: 'bagas@nadapusaka.example',
    password: CUSTOMER_PASSWORD,
    start: '/',
  },
  {
    key: 'partner',
    kind: 'partner',
    door: 'partner',
    email: 'bagas@nadapusaka.example',
    password: CUSTOMER_PASSWORD,
    start: '/',
  },
  {
    key: 'legal',
    kind: 'staff',
    door: 'staff',
    email: 'wulan@webstore.localhost',
    password: STAFF_PASSWORD,
    start: '/queue',
  },
  {
    key: 'qa',
    kind: 'staff',
    door: 'staff',
    email: 'yudha@webstore.localhost',
    password: STAFF_PASSWORD,
    start: '/queue',
  },
  {
    key: 'finance',
    kind: 'staff',
    door: 'staff',
    email: 'sinta@webstore.localhost',
    password: STAFF_PASSWORD,
    start: '/finance',
  },
  {
    key: 'administrator',
    kind: 'staff',
    door: 'staff',
    email: 'admin@webstore.localhost',
    password: STAFF_PASSWORD,
    start: '/outbox',
  },
]

export function demoAccount(key: string): DemoAccount | undefined {
  return DEMO_ACCOUNTS.find((account) => account.key === key)
}
