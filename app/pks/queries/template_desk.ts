import ContentVersion from '#catalogue/models/content_version'
import { loadVersion } from '#catalogue/queries/load_version'
import type { Language } from '#core/http/surfaces'
import { draftDocument } from '#pks/document/draft'
import { pointsOf, type Point } from '#pks/document/points'
import { sampleTerms, withSampleAmended } from '#pks/document/sample_terms'
import { bodyOfText } from '#pks/document/template_text'
import PksTemplate, { type DocumentKind } from '#pks/models/pks_template'
import type TemplateDraft from '#pks/models/template_draft'

/** Contents whose data a template can be read with: what was submitted last. */
const OFFERED = 20

export function templatesOf(kind: DocumentKind): Promise<PksTemplate[]> {
  return PksTemplate.query().where('kind', kind).orderBy('number', 'desc').limit(20)
}

/** The versions to choose from for a preview, newest first. */
export function versionsToPreview(): Promise<ContentVersion[]> {
  return ContentVersion.query()
    .whereIn('status', [
      'submitted',
      'in_review',
      'needs_correction',
      'approved',
      'pks_sent',
      'published',
    ])
    .orderBy('id', 'desc')
    .limit(OFFERED)
}

/**
 * A draft's points with the data of a real version, or of a sample.
 *
 * @param versionPublicId one of {@link versionsToPreview}; anything else is the sample
 */
export async function previewTemplate(
  draft: TemplateDraft,
  kind: DocumentKind,
  language: Language,
  versionPublicId: string | null
): Promise<Point[]> {
  const body = { bodyId: bodyOfText(draft.textId), bodyEn: bodyOfText(draft.textEn) }
  const version = versionPublicId ? await ContentVersion.findBy('publicId', versionPublicId) : null
  if (!version || version.status === 'draft')
    return pointsOf(body, sampleTerms(kind), language, null)
  const sheet = await loadVersion(version.id)
  const { terms } = await draftDocument(sheet.version, sheet.partner)
  const isWhole = kind === 'agreement' || terms.amends !== undefined
  return pointsOf(body, isWhole ? terms : withSampleAmended(terms), language, null)
}
