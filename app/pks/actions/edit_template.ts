import { audit } from '#audit/record'
import type { AuditType } from '#audit/types'
import { saveTextDraft, type WrittenText } from '#catalogue/actions/save_text_draft'
import { bodyOfText, templateProblems, type TemplateProblem } from '#pks/document/template_text'
import PksTemplate, { type DocumentKind } from '#pks/models/pks_template'
import TemplateDraft from '#pks/models/template_draft'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

type By = { publicId: string }

export type TemplateRefusal =
  | { type: 'moved' }
  | { type: 'wrong'; problems: TemplateProblem[] }
  /** Who has written it does not publish it: four eyes. */
  | { type: 'own' }
  | { type: 'not_proposed' }

type Edited<T = undefined> = Promise<Result<T, TemplateRefusal>>

/** Keeps the next template as it is written. A proposed one that is written anew is proposed no more. */
export function saveTemplate(by: By, kind: DocumentKind, text: WrittenText): Edited<number> {
  return transaction(async (trx): Edited<number> => {
    const problems = templateProblems(kind, text)
    if (problems.length > 0) return err({ type: 'wrong', problems })
    const draft = await TemplateDraft.current(kind, trx)
    const own = { draft, kind, by: by.publicId, text }
    const revision = await saveTextDraft(trx, TemplateDraft.table, own)
    if (revision === null) return err({ type: 'moved' })
    await note(trx, by, 'pks_template.drafted', kind, { revision })
    return ok(revision)
  })
}

/** Asks a second member of staff to publish it. */
export function proposeTemplate(by: By, kind: DocumentKind, revision: number): Edited {
  return transaction(async (trx): Edited => {
    const draft = await TemplateDraft.current(kind, trx)
    const step = { revision, at: clock.now() }
    if (draft?.status !== 'open' || !(await draft.step(trx, 'proposed', step)))
      return err({ type: 'moved' })
    await note(trx, by, 'pks_template.proposed', kind, { revision })
    return ok()
  })
}

/**
 * Publishes what was proposed as the next number of its kind, by somebody who has not written a word of it. Agreements that were
 * asked for keep the template that they were asked for with; what is in approval is looked at once more by Legal, whose reading it is
 * a part of.
 *
 * @param revision the one that was read
 */
export function publishTemplate(by: By, kind: DocumentKind, revision: number): Edited<PksTemplate> {
  return transaction(async (trx): Edited<PksTemplate> => {
    const draft = await TemplateDraft.current(kind, trx)
    if (!draft || draft.revision !== revision) return err({ type: 'moved' })
    if (draft.status !== 'proposed') return err({ type: 'not_proposed' })
    if (draft.writtenBy.includes(by.publicId)) return err({ type: 'own' })
    const problems = templateProblems(kind, draft)
    if (problems.length > 0) return err({ type: 'wrong', problems })
    const at = clock.now()
    const [{ last }] = await trx.from('pks_templates').where('kind', kind).max('number as last')
    const number = Number(last ?? 0) + 1
    const values = { number, decided_by: by.publicId, decided_at: at.toMillis() }
    if (!(await draft.step(trx, 'published', { revision, at, values })))
      return err({ type: 'moved' })
    const bodies = { bodyId: bodyOfText(draft.textId), bodyEn: bodyOfText(draft.textEn) }
    const template = await PksTemplate.create(
      { kind, number, ...bodies, publishedAt: at },
      { client: trx }
    )
    await note(trx, by, 'pks_template.published', kind, { version: number })
    return ok(template)
  })
}

/** Back to who writes it. */
export function returnTemplate(by: By, kind: DocumentKind, revision: number): Edited {
  return leave(by, kind, revision, 'open', 'pks_template.returned')
}

/** Throws the draft away. */
export function discardTemplate(by: By, kind: DocumentKind, revision: number): Edited {
  return leave(by, kind, revision, 'discarded', 'pks_template.discarded')
}

function leave(
  by: By,
  kind: DocumentKind,
  revision: number,
  to: 'open' | 'discarded',
  type: Noted
): Edited {
  return transaction(async (trx): Edited => {
    const at = clock.now()
    const draft = await TemplateDraft.current(kind, trx)
    const values = to === 'open' ? {} : { decided_by: by.publicId, decided_at: at.toMillis() }
    if (!draft || (to === 'open' && draft.status !== 'proposed')) return err({ type: 'moved' })
    if (!(await draft.step(trx, to, { revision, at, values }))) return err({ type: 'moved' })
    await note(trx, by, type, kind, { revision })
    return ok()
  })
}

type Noted = Extract<AuditType, `pks_template.${string}`>

function note(
  trx: Trx,
  by: By,
  type: Noted,
  kind: DocumentKind,
  data: Record<string, number>
): Promise<void> {
  return audit(trx, {
    type,
    actor: { kind: 'staff', id: by.publicId },
    subject: { kind: 'pks_template', id: null },
    data: { document: kind, ...data },
  })
}
