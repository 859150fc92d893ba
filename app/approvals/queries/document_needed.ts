import { isAnnexUnchanged } from '#approvals/actions/complete_approval'
import type ContentVersion from '#catalogue/models/content_version'
import { templateFor } from '#pks/document/draft'

/** What has to be signed before a version is sold: a PKS, an addendum to the one in force, or nothing new (R3.8). */
export type DocumentNeeded = 'agreement' | 'addendum' | 'none'

export async function documentNeeded(version: ContentVersion): Promise<DocumentNeeded> {
  const { kind } = await templateFor(version)
  return kind === 'addendum' && (await isAnnexUnchanged(version)) ? 'none' : kind
}
