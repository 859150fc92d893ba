export const VERSION_STATUSES = [
  'draft',
  'submitted',
  'in_review',
  'needs_correction',
  'approved',
  'pks_sent',
  'published',
  'superseded',
  'refused',
  'withdrawn',
] as const
export type VersionStatus = (typeof VERSION_STATUSES)[number]

/** From which states each state may be entered. Nothing leads to `draft`, nothing leads out of the last three. */
const MAY_FOLLOW: Readonly<Record<VersionStatus, readonly VersionStatus[]>> = {
  draft: [],
  submitted: ['draft'],
  in_review: ['submitted', 'needs_correction', 'approved'],
  needs_correction: ['submitted', 'in_review'],
  approved: ['in_review', 'pks_sent'],
  pks_sent: ['approved'],
  published: ['pks_sent', 'approved'],
  superseded: ['published'],
  refused: ['submitted', 'in_review', 'needs_correction'],
  withdrawn: ['draft', 'submitted', 'in_review', 'needs_correction'],
}

/** Is there a step from one state of a version to the other? */
export function mayFollow(from: VersionStatus, to: VersionStatus): boolean {
  return MAY_FOLLOW[to].includes(from)
}

/** In approval: the operator or the partner still has something to do before *disetujui*. */
export const IN_APPROVAL = [
  'submitted',
  'in_review',
  'needs_correction',
] as const satisfies VersionStatus[]
