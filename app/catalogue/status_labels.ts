import type { VersionStatus } from '#catalogue/models/content_version'

/** What a partner's content is called in *Status Konten*: its version's state, or one of the content's own two. */
export type ContentStatus = VersionStatus | 'suspended'

/** The guide's and our words for every state, as keys of `resources/lang`. The first is *Belum diproses* (R3.6). */
export const STATUS_LABELS: Readonly<Record<ContentStatus, string>> = {
  draft: 'ui.status.draft',
  submitted: 'ui.status.submitted',
  in_review: 'ui.status.in_review',
  needs_correction: 'ui.status.needs_correction',
  approved: 'ui.status.approved',
  pks_sent: 'ui.status.pks_sent',
  published: 'ui.status.published',
  superseded: 'ui.status.superseded',
  refused: 'ui.status.refused',
  withdrawn: 'ui.status.withdrawn',
  suspended: 'ui.status.suspended',
}

/** The state to show for a content and its newest version: suspension and withdrawal belong to the content. */
export function statusOf(
  content: { suspendedAt: unknown; withdrawnAt: unknown },
  version: { status: VersionStatus }
): ContentStatus {
  if (content.withdrawnAt) return 'withdrawn'
  return content.suspendedAt ? 'suspended' : version.status
}
