import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'
import Page from '#storefront/models/page'
import PageVersion, { type PageWords } from '#storefront/models/page_version'

type By = { publicId: string }

export type TextRefusal =
  | { type: 'not_found' }
  /** Somebody else has saved or decided the draft since it was read. */
  | { type: 'moved' }
  /** Of the terms nobody publishes words of their own. */
  | { type: 'own_words' }

/** What customers agree to when they register: a second member of staff reads it first. */
const FOUR_EYES = 'terms'

/**
 * Keeps what a text of the store may become; nobody sees it but staff.
 *
 * @param revision the one of the draft that was on the page, 0 where there was none
 */
export function saveText(
  by: By,
  { id, revision, words }: { id: string; revision: number; words: PageWords }
): Promise<Result<undefined, TextRefusal>> {
  return onPage(id, async (trx, page) => {
    await keepShipped(trx, page)
    const former = await PageVersion.draftOf(page, trx)
    if ((former?.revision ?? 0) !== revision) return err({ type: 'moved' })
    const number = former?.number ?? (await PageVersion.nextNumber(page, trx))
    const draft =
      former ?? new PageVersion().merge({ pageId: page.id, number, status: 'draft', writtenBy: [] })
    const writtenBy = [...new Set([...draft.writtenBy, by.publicId])]
    draft.merge({ ...words, revision: revision + 1, writtenBy })
    await draft.useTransaction(trx).save()
    await note(trx, by, 'text.drafted', page, number)
    return ok()
  })
}

/** Begins a draft with the words of a former version; it is published like any other. */
export function restoreText(
  by: By,
  { id, revision, number }: { id: string; revision: number; number: number }
): Promise<Result<undefined, TextRefusal>> {
  return transaction(async (trx): Promise<Result<PageWords, TextRefusal>> => {
    const former = await PageVersion.query({ client: trx })
      .whereIn('page_id', trx.from('pages').where('public_id', id).select('id'))
      .where({ number, status: 'published' })
      .first()
    return former ? ok(former.words) : err({ type: 'not_found' })
  }).then((former) => (former.ok ? saveText(by, { id, revision, words: former.value }) : former))
}

/** From now on the store says what the draft says. */
export function publishText(
  by: By,
  { id, revision }: { id: string; revision: number }
): Promise<Result<undefined, TextRefusal>> {
  return onPage(id, async (trx, page) => {
    const draft = await PageVersion.draftOf(page, trx)
    const needsAnother = page.section === 'static' && page.slug === FOUR_EYES
    if (needsAnother && draft?.writtenBy.includes(by.publicId)) return err({ type: 'own_words' })
    const decided = { revision, by: by.publicId, at: clock.now() }
    if (!draft || !(await draft.decide(trx, 'published', decided))) return err({ type: 'moved' })
    await page.useTransaction(trx).merge(draft.words).save()
    await note(trx, by, 'text.published', page, draft.number)
    return ok()
  })
}

/** Throws the draft away. */
export function discardText(
  by: By,
  { id, revision }: { id: string; revision: number }
): Promise<Result<undefined, TextRefusal>> {
  return onPage(id, async (trx, page) => {
    const draft = await PageVersion.draftOf(page, trx)
    const decided = { revision, by: by.publicId, at: clock.now() }
    if (!draft || !(await draft.decide(trx, 'discarded', decided))) return err({ type: 'moved' })
    await note(trx, by, 'text.discarded', page, draft.number)
    return ok()
  })
}

function onPage(
  id: string,
  step: (trx: Trx, page: Page) => Promise<Result<undefined, TextRefusal>>
): Promise<Result<undefined, TextRefusal>> {
  return transaction(async (trx): Promise<Result<undefined, TextRefusal>> => {
    const page = await Page.query({ client: trx }).where('public_id', id).forUpdate().first()
    return page ? step(trx, page) : err({ type: 'not_found' })
  })
}

/** The words that a text was shipped with are its first version: there is a way back to them. */
async function keepShipped(trx: Trx, page: Page): Promise<void> {
  if ((await PageVersion.nextNumber(page, trx)) > 1) return
  const { id: pageId, titleId, titleEn, bodyId, bodyEn, updatedAt: decidedAt } = page
  const words = { titleId, titleEn, bodyId, bodyEn }
  const shipped = { status: 'published', writtenBy: [], revision: 0, decidedAt } as const
  await PageVersion.create(
    { pageId, number: 1, ...words, ...shipped, writtenBy: [] },
    { client: trx }
  )
}

function note(trx: Trx, by: By, type: AuditType, page: Page, number: number): Promise<void> {
  return audit(trx, {
    type,
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'text', id: page.publicId },
    data: { slug: page.slug, version: number },
  })
}
