import { documentNeeded } from '#approvals/queries/document_needed'
import type ContentVersion from '#catalogue/models/content_version'
import type { Language } from '#core/http/surfaces'
import type { Translate } from '#core/words'
import type Partner from '#partners/models/partner'
import { readDraft } from '#pks/document/draft'

/** What will be signed for a version: a PKS, an addendum with what it changes, or nothing new (R3.5, R3.8). */
export async function documentPanel(
  version: ContentVersion,
  partner: Partner,
  t: Translate,
  language: Language
) {
  const { points, changes, amends } = await readDraft(version, partner, language)
  const kind = await documentNeeded(version)
  if (kind === 'none') return { kind, amends, points: [], rows: [] }
  return {
    kind,
    amends,
    points,
    rows: changes.map(({ label, before, after }) => ({
      label: t(label),
      before: before[language],
      after: after[language],
      changed: true,
    })),
  }
}
