import { isAnnexUnchanged } from '#approvals/actions/complete_approval'
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
  if (amends && (await isAnnexUnchanged(version)))
    return { kind: 'none', amends, points: [], rows: [] } as const
  return {
    kind: amends ? 'addendum' : 'agreement',
    amends,
    points,
    rows: changes.map(({ label, before, after }) => ({
      label: t(label),
      before: before[language],
      after: after[language],
      changed: true,
    })),
  } as const
}
