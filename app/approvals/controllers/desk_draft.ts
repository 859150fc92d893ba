import type { HttpContext } from '@adonisjs/core/http'
import { keepDeskDraft, takeDeskDraft } from '#approvals/actions/keep_desk_draft'
import { markOf, pointsOf, readChecklist } from '#approvals/checklists'
import type { Aside } from '#approvals/controllers/desk_page'
import type ApprovalRound from '#approvals/models/approval_round'
import ContentVersion from '#catalogue/models/content_version'
import { emptyForm, keptInput, shareForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { COMPANY_FIELDS } from '#partners/company_fields'

/** What the one form of a desk is made of: a step sends all of it and does one. */
const PARTS = {
  checklist: /^(finding_|note_|without_|read$|seen$)/,
  evidence: /^evidence_(point|caption)$/,
  call: /^call_/,
  message: /^message$/,
  note: /^note$/,
  decision: /^(reason$|instruction$|ask_)/,
} as const
type Part = keyof typeof PARTS

/** What a step says once it is done. */
const SAID = {
  taken: 'approvals.said.taken',
  checklist: 'approvals.said.checklist',
  screenshot: 'approvals.said.screenshot',
  screenshot_removed: 'approvals.said.screenshot_removed',
  call: 'approvals.said.call',
  message: 'approvals.said.message',
  note: 'approvals.said.note',
} as const
type Said = keyof typeof SAID

/** What is said of a step that may have taken the round: whoever works on one that nobody has takes it (R5.5). */
export function saidOf(step: Said, isMine: boolean): readonly Said[] {
  return isMine ? [step] : [step, 'taken']
}

/** Before the name of an uncovered number, which is shown once. */
const SHOWN = 'shown:'

/** Longer than all fields of the form together may be: it was not typed. */
const DRAFT_MAX = 60_000

/**
 * Ends a step at a desk: back to its page by an address that may be opened again, with everything that was typed in the other parts of
 * the form. Reloading that page does nothing twice.
 *
 * @param done parts that the step has dealt with, which begin anew
 * @param at where on the page the step stands
 */
export async function backToDesk(
  ctx: HttpContext,
  round: ApprovalRound,
  { done, said, at = '' }: { done: readonly Part[]; said: readonly Said[]; at?: string }
) {
  const fields = await typedFields(ctx, round, done)
  await keepDeskDraft(staffOf(ctx), round, { fields, said: [...said] })
  return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`) + at)
}

/** As {@link backToDesk}, of a form of its own, that carries nothing else: an uncovered number, shown once. */
export async function backWithNumber(ctx: HttpContext, round: ApprovalRound, field: string) {
  await keepDeskDraft(staffOf(ctx), round, { said: [`${SHOWN}${field}`] })
  return ctx.response.redirect(ctx.path(`/queue/${round.publicId}`))
}

/** Keeps what was typed, for a step that was not done: its page answers at an address that cannot be opened. */
export async function keepTyped(ctx: HttpContext, round: ApprovalRound): Promise<void> {
  const fields = await typedFields(ctx, round, [])
  await keepDeskDraft(staffOf(ctx), round, { fields, said: [] })
}

/** What this member of staff has typed at a round and not sent, and what is to be said of the step before. */
export async function draftOf(ctx: HttpContext, round: ApprovalRound): Promise<Aside> {
  const draft = await takeDeskDraft(staffOf(ctx), round)
  if (!draft) return {}
  const { fields } = draft
  shareForm(ctx, emptyForm(fields))
  const said = Object.entries(SAID).flatMap(([key, words]) =>
    draft.said.includes(key) ? [ctx.t(words)] : []
  )
  const shown = COMPANY_FIELDS.find(
    ({ name, personal }) => personal && draft.said.includes(`${SHOWN}${name}`)
  )?.name
  const aside = { ...(said.length > 0 ? { said } : {}), ...(shown ? { shown } : {}) }
  if (!round.isAtDesk || !Object.keys(fields).some((name) => name.startsWith('finding_')))
    return aside
  const checklist = readChecklist(await pointsAt(round), (name) => fields[name])
  return { ...aside, checklist, read: fields.read ?? '', seen: fields.seen ?? '' }
}

/** What was typed and is worth keeping: what stands on the page anyway is not. */
async function typedFields(ctx: HttpContext, round: ApprovalRound, done: readonly Part[]) {
  const sent = Object.entries(keptInput(ctx)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== ''
  )
  const has = (...names: string[]) => sent.some(([name]) => names.includes(name))
  const points = await pointsAt(round)
  const checklist = readChecklist(points, (name) => ctx.request.input(name))
  const stored = readChecklist(points, (name) => storedField(round, name))
  const isTyped: Readonly<Record<Part, boolean>> = {
    checklist: markOf(checklist) !== markOf(stored),
    evidence: has('evidence_caption'),
    call: has('call_outcome', 'call_note'),
    message: true,
    note: true,
    decision: true,
  }
  const kept = (Object.keys(PARTS) as Part[]).filter(
    (part) => isTyped[part] && !done.includes(part)
  )
  const fields = sent.filter(([name]) => kept.some((part) => PARTS[part].test(name)))
  const draft = Object.fromEntries(fields)
  return JSON.stringify(draft).length > DRAFT_MAX ? {} : draft
}

function storedField({ checklist }: ApprovalRound, name: string): string | undefined {
  const [, part, key] = /^(finding|note|without)_(.+)$/.exec(name) ?? []
  return part && key ? checklist[key]?.[part as 'finding' | 'note' | 'without'] : undefined
}

async function pointsAt(round: ApprovalRound) {
  const { paymentKind } = await ContentVersion.findOrFail(round.versionId)
  return pointsOf(round.lane, paymentKind)
}
