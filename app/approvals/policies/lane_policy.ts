import { LANES, ROLE_OF_LANE, type Lane } from '#approvals/lanes'
import type { StaffRole } from '#identity/models/staff'

/** Which lanes a role sees: Legal and QA their own, administrators all, Finance none (R5.5). */
export function lanesOf(role: StaffRole): Lane[] {
  if (role === 'administrator') return [...LANES]
  return LANES.filter((lane) => ROLE_OF_LANE[lane] === role)
}

/** May this role claim and decide in a lane? An administrator looks on. */
export function mayDecide(role: StaffRole, lane: Lane): boolean {
  return ROLE_OF_LANE[lane] === role
}
