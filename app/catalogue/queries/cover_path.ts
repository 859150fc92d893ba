import type Image from '#catalogue/models/image'
import type { ImageSize } from '#catalogue/image/sizes'

/**
 * The address of a content's picture on every host: the partner's own where there is one, else the cover that
 * follows from the content's public id and its category.
 *
 * @param content whose cover it is
 * @param categoryKey key of the version's category; null (a draft without one) takes the common figure
 * @param image the version's picture with its sizes, or null
 */
export function coverPath(
  content: { publicId: string },
  categoryKey: string | null,
  image: Pick<Image, 'sizes'> | null,
  size: ImageSize = '400x300'
): string {
  return image
    ? `/media/${image.sizes[size]}`
    : `/covers/${content.publicId}/${categoryKey ?? 'umum'}.svg`
}
