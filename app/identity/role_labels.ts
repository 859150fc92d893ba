import type { StaffRole } from '#identity/models/staff'

export const ROLE_LABELS: Record<StaffRole, string> = {
  legal: 'identity.roles.legal',
  qa: 'identity.roles.qa',
  finance: 'identity.roles.finance',
  administrator: 'identity.roles.administrator',
}
