import { createPartner } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'

/** Route parameters that name a record which belongs to somebody else than the visitor. */
type Maker = () => Promise<Record<string, string>>

/**
 * By surface and the beginning of a pattern: whose record a visitor must not reach. The matrix fails on a route of
 * partners or customers with a parameter that is not in here.
 */
export const FOREIGN_RECORDS: Record<string, Maker> = {
  'partner /contents/:id': async () => {
    const { content } = await createContent(await createPartner(), { status: 'in_review' })
    return { id: content.publicId }
  },
}

