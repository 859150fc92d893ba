import type Staff from '#identity/models/staff'
import type { Trx } from '#shared/database/main'

/** Gives back what somebody had at their desk. In the transaction in which they leave it. */
export type LeavingHook = (trx: Trx, staff: Staff, by: Staff) => Promise<void>

const hooks: LeavingHook[] = []

/** What another area does when a member of staff is shut out or gets another role; listed in `start/accounts.ts`. */
export function onLeaving(hook: LeavingHook): void {
  hooks.push(hook)
}

/** A member of staff leaves their desk. */
export async function leave(trx: Trx, staff: Staff, by: Staff): Promise<void> {
  for (const hook of hooks) await hook(trx, staff, by)
}
