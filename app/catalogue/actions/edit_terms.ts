import { audit } from '#audit/record'
import { saveTextDraft, type WrittenText } from '#catalogue/actions/save_text_draft'
import TermsDraft from '#catalogue/models/terms_draft'
import TermsVersion from '#catalogue/models/terms_version'
import { tellOfTerms } from '#catalogue/actions/tell_of_terms'
import { readArticles, type ArticleProblem } from '#core/articles'
import { propose, type ProposeRefusal } from '#identity/actions/propose'
import { defineProposal } from '#identity/four_eyes'
import type Staff from '#identity/models/staff'
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
 * The next number of the *Term of Service* (R3.4): whoever has a draft or a correction accepts it before submitting. What was submitted
 * keeps the terms that it was submitted under. Nobody who has written a word of it confirms it.
 */
export const TERMS = defineProposal<{ revision: number }, Against>({
  name: 'terms.publish',
  describe: async ({ revision }, t) => t('catalogue.texts.terms_proposal', { revision }),
  check: async (trx, { revision }) => {
    const draft = await TermsDraft.current(trx)
    if (!draft || draft.revision !== revision) return 'moved'
    return termsProblem(draft) ? 'unfit' : null
  },
  involves: async (trx, _, by) => {
    const draft = await TermsDraft.current(trx)
    return draft?.writtenBy.includes(by.publicId) ?? false
  },
  apply: (trx, { revision }, { by }) => publish(trx, by, revision),
})

type Against = 'moved' | 'unfit'

/**
 * Asks for the draft to be published; a second administrator does it.
 *
 * @param revision the one that was read
 */
export async function proposeTerms(
  by: Staff,
  revision: number
): Promise<Result<{ isDone: boolean }, TermsRefusal | ProposeRefusal>> {
  const draft = await TermsDraft.current()
  const problem = draft && termsProblem(draft)
  if (problem) return err(problem)
  const proposed = await propose(TERMS, by, { subject: 'terms', data: { revision } })
  if (proposed.ok) return ok({ isDone: proposed.value.isDone })
  const { error } = proposed
  return err(error.type === 'against' ? { type: 'moved' } : error)
}

async function publish(trx: Trx, by: By, revision: number): Promise<void> {
  const draft = await TermsDraft.current(trx)
  const at = clock.now()
  const [{ last }] = await trx.from('terms_versions').max('number as last')
  const number = Number(last ?? 0) + 1
  const values = { number, decided_by: by.publicId, decided_at: at.toMillis() }
  if (!draft || !(await draft.step(trx, 'published', { revision, at, values })))
    throw new Error('the draft moved while it was held')
  await TermsVersion.create(
    { number, bodyId: clauses(draft.textId), bodyEn: clauses(draft.textEn), publishedAt: at },
    { client: trx }
  )
  await note(trx, by, 'terms.published', { version: number })
  await tellOfTerms(trx, number)
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
  const subject = { kind: 'terms_version', id: null } as const
  return audit(trx, { type, actor: { kind: 'staff', id: by.publicId }, subject, data })
}
