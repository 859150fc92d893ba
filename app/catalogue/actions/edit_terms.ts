import { audit } from '#audit/record'
import { saveTextDraft, type WrittenText } from '#catalogue/actions/save_text_draft'
import TermsDraft from '#catalogue/models/terms_draft'
import TermsVersion from '#catalogue/models/terms_version'
import { readArticles, type ArticleProblem } from '#core/articles'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

type By = { publicId: string }

export type TermsRefusal =
  | { type: 'moved' }
  | { type: 'invalid'; field: 'text_id' | 'text_en'; problem: ArticleProblem }
  /** The languages have different numbers of clauses. */
  | { type: 'unequal' }

/** Keeps the next *Term of Service* as it is written; nothing of it is shown to partners yet. */
export function saveTerms(by: By, text: WrittenText): Promise<Result<number, TermsRefusal>> {
  return transaction(async (trx): Promise<Result<number, TermsRefusal>> => {
    const problem = termsProblem(text)
    if (problem) return err(problem)
    const draft = await TermsDraft.current(trx)
    const own = { draft, kind: 'terms', by: by.publicId, text }
    const revision = await saveTextDraft(trx, TermsDraft.table, own)
    if (revision === null) return err({ type: 'moved' })
    await note(trx, by, 'terms.drafted', { revision })
    return ok(revision)
  })
}

/** What is wrong with a text that cannot be terms; null where it can. */
export function termsProblem({
  textId,
  textEn,
}: Omit<WrittenText, 'revision'>): TermsRefusal | null {
  const [id, en] = [readArticles(textId), readArticles(textEn)]
  if (id.problem) return { type: 'invalid', field: 'text_id', problem: id.problem }
  if (en.problem) return { type: 'invalid', field: 'text_en', problem: en.problem }
  return id.articles.length === en.articles.length ? null : { type: 'unequal' }
}

/**
 * Publishes the draft as the next number (R3.4): whoever has a draft or a correction accepts it before submitting. What was
 * submitted keeps the terms that it was submitted under.
 *
 * @param revision the one that was read
 */
export function publishTerms(
  by: By,
  revision: number
): Promise<Result<TermsVersion, TermsRefusal>> {
  return transaction(async (trx): Promise<Result<TermsVersion, TermsRefusal>> => {
    const draft = await TermsDraft.current(trx)
    if (!draft) return err({ type: 'moved' })
    const problem = termsProblem(draft)
    if (problem) return err(problem)
    const at = clock.now()
    const [{ last }] = await trx.from('terms_versions').max('number as last')
    const number = Number(last ?? 0) + 1
    const values = { number, decided_by: by.publicId, decided_at: at.toMillis() }
    if (!(await draft.step(trx, 'published', { revision, at, values })))
      return err({ type: 'moved' })
    const version = await TermsVersion.create(
      { number, bodyId: clauses(draft.textId), bodyEn: clauses(draft.textEn), publishedAt: at },
      { client: trx }
    )
    await note(trx, by, 'terms.published', { version: number })
    return ok(version)
  })
}

/** Throws the draft away. */
export function discardTerms(by: By, revision: number): Promise<Result<undefined, TermsRefusal>> {
  return transaction(async (trx): Promise<Result<undefined, TermsRefusal>> => {
    const at = clock.now()
    const draft = await TermsDraft.current(trx)
    const values = { decided_by: by.publicId, decided_at: at.toMillis() }
    if (!draft || !(await draft.step(trx, 'discarded', { revision, at, values })))
      return err({ type: 'moved' })
    await note(trx, by, 'terms.discarded', {})
    return ok()
  })
}

function clauses(text: string): string {
  return JSON.stringify(
    readArticles(text).articles.map(({ title, paragraphs }) => ({
      title,
      text: paragraphs.join('\n\n'),
    }))
  )
}

function note(
  trx: Trx,
  by: By,
  type: 'terms.drafted' | 'terms.published' | 'terms.discarded',
  data: Record<string, number>
): Promise<void> {
  const subject = { kind: 'terms_version', id: null }
  return audit(trx, { type, actor: { kind: 'staff', id: by.publicId }, subject, data })
}
