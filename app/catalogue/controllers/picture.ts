import { readFile } from 'node:fs/promises'
import type { HttpContext } from '@adonisjs/core/http'
import { storeImage } from '#catalogue/actions/store_image'
import { MAX_IMAGE_BYTES, type ImageRefusal } from '#catalogue/image/reencode'
import Image from '#catalogue/models/image'
import type Partner from '#partners/models/partner'
import { isPublicId } from '#shared/public_id'

/** What is wrong with a picture and how it is right, as keys of `resources/lang`. */
const REFUSALS: Readonly<Record<ImageRefusal, string>> = {
  empty: 'catalogue.image.empty',
  too_large: 'catalogue.image.too_large',
  unsupported: 'catalogue.image.unsupported',
  trailing_data: 'catalogue.image.trailing_data',
  broken: 'catalogue.image.broken',
  too_many_pixels: 'catalogue.image.too_many_pixels',
  too_small: 'catalogue.image.too_small',
  too_heavy: 'catalogue.image.too_heavy',
  busy: 'catalogue.image.busy',
}

export interface TakenPicture {
  image: Image | null
  /** Key of what is wrong with the file that came. */
  error: string | null
}

/**
 * The picture of a form: the file that came with it, else the one that an earlier try had brought. It is kept even when
 * the rest of the form is wrong, so that nobody chooses a file twice (R2.1).
 */
export async function takePicture(ctx: HttpContext, partner: Partner): Promise<TakenPicture> {
  const kept = await keptPicture(ctx, partner)
  const file = ctx.request.file('image')
  if (!file?.tmpPath || (file.size === 0 && !file.clientName)) return { image: kept, error: null }
  if (file.size > MAX_IMAGE_BYTES) return { image: kept, error: REFUSALS.too_large }
  const stored = await storeImage(partner, await readFile(file.tmpPath))
  return stored.ok
    ? { image: stored.value, error: null }
    : { image: kept, error: REFUSALS[stored.error.type] }
}

/** The picture that the form says it has already; one of somebody else's is none. */
export async function keptPicture(ctx: HttpContext, partner: Partner): Promise<Image | null> {
  const former = ctx.request.input('image_id')
  if (typeof former !== 'string' || !isPublicId(former)) return null
  return Image.query().where('public_id', former).where('partner_id', partner.id).first()
}
