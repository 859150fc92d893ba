import { COMPARED, valuesOf, type VersionValues } from '#approvals/values'
import type Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'

/** A version of a content beside the one before it. */
export interface VersionStep {
  version: ContentVersion
  /** Number of the version that it is compared with; null for the first. */
  before: number | null
  /** In which fields they differ, with what both say. */
  changes: { field: string; label: string; before: VersionValues; after: VersionValues }[]
}

/** Pages hold so many steps; older ones lie behind `before`. */
const SHOWN = 10

/**
 * The versions of a content, newest first, each with what it changed.
 *
 * @param drafts also what is not sent yet: the partner's own business
 * @param before only versions with a smaller number
 */
export async function versionHistory(
  content: Content,
  { drafts, before }: { drafts: boolean; before?: number | null }
): Promise<{ steps: VersionStep[]; next: number | null }> {
  const query = ContentVersion.query()
    .where('content_id', content.id)
    .orderBy('number', 'desc')
    .limit(SHOWN + 1)
  if (!drafts) query.whereNotNull('submitted_at')
  if (before) query.where('number', '<', before)
  const versions = await query
  const steps = versions.slice(0, SHOWN).map((version, index): VersionStep => {
    const older = versions[index + 1]
    const after = drafts ? version.drafted() : version
    return {
      version: after,
      before: older?.number ?? null,
      changes: older ? changesBetween(valuesOf(older), valuesOf(after)) : [],
    }
  })
  return { steps, next: versions.length > SHOWN ? (steps.at(-1)?.version.number ?? null) : null }
}

function changesBetween(before: VersionValues, after: VersionValues): VersionStep['changes'] {
  return COMPARED.filter(({ field }) => (before[field] ?? null) !== (after[field] ?? null)).map(
    ({ field, label }) => ({ field, label, before, after })
  )
}
