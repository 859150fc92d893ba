import type { Client } from '#shared/database/main'
import Category from '#catalogue/models/category'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import Image from '#catalogue/models/image'
import { coverPath } from '#catalogue/queries/cover_path'
import Partner from '#partners/models/partner'
import { isPublicId } from '#shared/public_id'

/** A version with everything that a page, a mail or a listing says of it. */
export interface VersionSheet {
  content: Content
  version: ContentVersion
  partner: Partner
  category: Category | null
  image: Image | null
  /** Ready for `<img src>`, 400×300. */
  cover: string
}

/** The newest version of a partner's own content; null for an unknown id and for somebody else's content. */
export async function findOwnContent(
  partner: Partner,
  publicId: string
): Promise<VersionSheet | null> {
  if (!isPublicId(publicId)) return null
  const content = await Content.query()
    .where('public_id', publicId)
    .where('partner_id', partner.id)
    .first()
  if (!content) return null
  const version = await ContentVersion.findOrFail(content.latestVersionId)
  return sheetOf({ content, version, partner })
}

/** As {@link findOwnContent}, but as the partner writes it: with a correction that was saved and is not submitted yet. */
export async function findOwnDraft(
  partner: Partner,
  publicId: string
): Promise<VersionSheet | null> {
  const own = await findOwnContent(partner, publicId)
  return own && draftOf(own)
}

/** A sheet as its partner writes it. */
export async function draftOf(sheet: VersionSheet): Promise<VersionSheet> {
  return sheet.version.correction ? sheetWith(sheet, sheet.version.drafted()) : sheet
}

/** A sheet with another version of the same content, or with the same one as it was once. */
export function sheetWith(
  { content, partner }: VersionSheet,
  version: ContentVersion
): Promise<VersionSheet> {
  return sheetOf({ content, partner, version })
}

/** The sheet of a version by its inner id. Throws for an id that does not exist. */
export async function loadVersion(versionId: number, client?: Client): Promise<VersionSheet> {
  const options = client ? { client } : {}
  const version = await ContentVersion.findOrFail(versionId, options)
  const content = await Content.findOrFail(version.contentId, options)
  const partner = await Partner.findOrFail(content.partnerId, options)
  return sheetOf({ content, version, partner }, client)
}

async function sheetOf(
  { content, version, partner }: Pick<VersionSheet, 'content' | 'version' | 'partner'>,
  client?: Client
): Promise<VersionSheet> {
  const options = client ? { client } : {}
  const category = version.categoryId
    ? await Category.findOrFail(version.categoryId, options)
    : null
  const image = version.imageId ? await Image.findOrFail(version.imageId, options) : null
  return {
    content,
    version,
    partner,
    category,
    image,
    cover: coverPath(content, category?.key ?? null, image),
  }
}
