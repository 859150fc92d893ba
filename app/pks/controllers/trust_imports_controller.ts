import { headOf } from '#pks/controllers/uploaded_file'
import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors, readForm } from '#core/http/form'
import { staffOf } from '#identity/viewer'
import { BUNDLE_LIMITS, type FileProblem } from '#pki/certificate_file'
import {
  confirmAuthorities,
  refuseAuthorities,
  type Decided,
  type TrustError,
} from '#pks/actions/trust_decide'
import { discardDraft, keepBundle, proposeAuthorities } from '#pks/actions/trust_import'
import { orNotFound } from '#pks/controllers/presenting'
import { TRUST_PROBLEMS } from '#pks/controllers/trust_controller'
import { endingPill, pillOf, type Pill } from '#pks/controllers/trust_presenting'
import type TrustAnchor from '#pks/models/trust_anchor'
import type TrustImport from '#pks/models/trust_import'
import { certificateCard, fingerprintGroups } from '#pks/presenters/certificate_card'
import {
  ANCHOR_PILLS,
  AUTHORITY_FINDINGS,
  FILE_PROBLEMS,
  KNOWN_LABELS,
  PURPOSE_LABELS,
} from '#pks/presenters/trust_words'
import { bundleOf, type BundleLine } from '#pks/queries/trust_bundle'
import { findImport } from '#pks/queries/trust_list'
import { namesOfStaff } from '#pks/queries/trust_people'
import { importValidator, trustReasonValidator } from '#pks/validators/trust'
import { parseCertificate } from '#pki/x509/certificate'
import type { Result } from '#shared/result'
import TrustPolicy from '#pks/policies/trust_policy'

/** Beyond this many boxes a form would be cut short on its way: then all or none, by one box. */
const MOST_BOXES = 150
const ALL = 'pick_all'
const LONGEST_FILE_NAME = 120

/** Bundles of authorities: read in, looked at, proposed; then a second member of staff confirms or refuses. */
export default class TrustImportsController {
  async create(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('propose')
    return ctx.view.render('pages/pks/trust_import_new', {})
  }

  async store(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('propose')
    const file = ctx.request.file('bundle')
    const form = await readForm(ctx, importValidator)
    const problem = file?.tmpPath ? null : 'empty'
    if (!form.ok || problem) return this.#again(ctx, problem, form.ok ? [] : form.form.error_list)
    const kept = await keepBundle({
      ...form.data,
      file: await headOf(file!.tmpPath!, BUNDLE_LIMITS.bytes),
      fileName: nameOf(file!.clientName),
      by: staffOf(ctx),
    })
    if (!kept.ok) return this.#again(ctx, kept.error.type)
    return ctx.response.redirect(ctx.path(`/trust/imports/${kept.value.publicId}`))
  }

  #again(
    ctx: HttpContext,
    problem: FileProblem | null,
    others: { field: string; message: string }[] = []
  ) {
    const own = problem ? [{ field: 'bundle', message: ctx.t(FILE_PROBLEMS[problem]) }] : []
    formWithErrors(ctx, [...own, ...others])
    return this.create(ctx)
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('view')
    return this.#page(ctx)
  }

  async propose(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('propose')
    const { item } = orNotFound(await findImport(ctx.params.id))
    const form = await readForm(ctx, trustReasonValidator)
    if (!form.ok) return this.#page(ctx)
    const bundle = await bundleOf(item)
    const fit = bundle.ok ? bundle.value.lines.filter((line) => line.mayBeProposed) : []
    const done = await proposeAuthorities({
      draft: item,
      chosen: fit.map(({ sha256 }) => sha256).filter(picked(ctx, fit.length)),
      reason: form.data.reason,
      by: staffOf(ctx),
    })
    if (done.ok) return ctx.response.redirect(ctx.path(`/trust/imports/${item.publicId}`))
    const { type } = done.error
    if (type === 'nothing_chosen') {
      formWithErrors(ctx, [{ field: 'picks', message: ctx.t('trust.import.nothing_chosen') }])
      return this.#page(ctx)
    }
    ctx.response.status(409)
    const problem = type === 'not_draft' ? 'trust.problem.too_late' : FILE_PROBLEMS[type]
    return this.#page(ctx, { verdict: 'bad', text: ctx.t(problem) })
  }

  async discard(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('propose')
    const { item } = orNotFound(await findImport(ctx.params.id))
    await discardDraft(item)
    return ctx.response.redirect(ctx.path('/trust'))
  }

  async confirm(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('decide')
    const { anchors } = orNotFound(await findImport(ctx.params.id))
    const ids = pickedAnchors(ctx, anchors)
    if (ids.length === 0) return this.#nothingPicked(ctx)
    return this.#decided(ctx, await confirmAuthorities({ ids, by: staffOf(ctx) }))
  }

  async refuse(ctx: HttpContext) {
    await ctx.bouncer.with(TrustPolicy).authorize('decide')
    const { anchors } = orNotFound(await findImport(ctx.params.id))
    const form = await readForm(ctx, trustReasonValidator)
    if (!form.ok) return this.#page(ctx)
    const ids = pickedAnchors(ctx, anchors)
    if (ids.length === 0) return this.#nothingPicked(ctx)
    const { reason } = form.data
    return this.#decided(ctx, await refuseAuthorities({ ids, reason, by: staffOf(ctx) }))
  }

  #nothingPicked(ctx: HttpContext) {
    formWithErrors(ctx, [{ field: 'picks', message: ctx.t('trust.import.nothing_chosen') }])
    return this.#page(ctx)
  }

  #decided(ctx: HttpContext, done: Result<Decided, TrustError>) {
    if (!done.ok) {
      ctx.response.status(done.error.type === 'own' ? 403 : 409)
      return this.#page(ctx, { verdict: 'bad', text: ctx.t(TRUST_PROBLEMS[done.error.type]) })
    }
    const { late, unfit } = done.value
    if (late + unfit === 0) {
      return ctx.response.redirect(ctx.path(`/trust/imports/${ctx.params.id}`))
    }
    return this.#page(ctx, {
      verdict: 'hold',
      text: ctx.t('trust.import.partly', { done: done.value.done, late, unfit }),
    })
  }

  async #page(ctx: HttpContext, said: { verdict: 'bad' | 'hold'; text: string } | null = null) {
    const { item, anchors } = orNotFound(await findImport(ctx.params.id))
    // Who proposed is who must not confirm: not always who had read the file in.
    const asker = anchors[0]?.proposedBy ?? item.readBy
    const names = await namesOfStaff([asker])
    const shared = {
      item,
      said,
      by: names.get(asker) ?? '–',
      purpose: ctx.t(PURPOSE_LABELS[item.purpose]),
      here: ctx.path(`/trust/imports/${item.publicId}`),
    }
    if (item.status === 'proposed') {
      return ctx.view.render('pages/pks/trust_import_decide', {
        ...shared,
        ...decidePage(ctx, anchors),
        file_sha256: fingerprintGroups(item.fileSha256),
      })
    }
    const bundle = await bundleOf(item)
    const mayPropose = item.isDraft && staffOf(ctx).role === 'administrator'
    return ctx.view.render('pages/pks/trust_import_draft', {
      ...shared,
      ...draftPage(ctx, item, bundle.ok ? bundle.value.lines : [], mayPropose),
      duplicates: bundle.ok ? bundle.value.duplicates : 0,
      may_propose: mayPropose,
    })
  }
}

const FIT_PILL: Pill = { verdict: 'ok', symbol: 'circle-check', label: 'trust.import.fit' }
const KNOWN_PILL: Pill = { verdict: 'idle', symbol: 'minus', label: 'trust.import.known' }
const UNFIT_PILL: Pill = { verdict: 'bad', symbol: 'circle-x', label: 'trust.import.unfit' }
const DISCARDED_PILL: Pill = { verdict: 'idle', symbol: 'archive', label: 'trust.import.dropped' }

const pillFor = ({ mayBeProposed, known }: BundleLine) =>
  mayBeProposed ? FIT_PILL : known ? KNOWN_PILL : UNFIT_PILL

function draftPage(
  ctx: HttpContext,
  item: TrustImport,
  lines: readonly BundleLine[],
  mayPropose: boolean
) {
  const { t, arrival } = ctx
  const fit = lines.filter((line) => line.mayBeProposed)
  const isPicked = picked(ctx, fit.length)
  const boxes = fit.length <= MOST_BOXES
  return {
    boxes,
    fit: fit.length,
    lines: lines.map((line) => ({
      sha256: line.sha256,
      fingerprint: fingerprintGroups(line.sha256).join(' '),
      box: boxes && line.mayBeProposed && mayPropose,
      pill: pillOf(ctx, item.isDraft ? pillFor(line) : DISCARDED_PILL),
      picked: isPicked(line.sha256),
      role: line.findings.includes('not_ca') || !line.certificate ? null : line.role,
      card:
        line.certificate && certificateCard(line.certificate, { t, language: arrival.language }),
      until: line.certificate?.notAfter.getTime() ?? null,
      against: [
        ...(line.known ? [t(KNOWN_LABELS[line.known])] : []),
        ...line.findings.map((finding) => t(AUTHORITY_FINDINGS[finding])),
      ],
    })),
  }
}

function decidePage(ctx: HttpContext, anchors: readonly TrustAnchor[]) {
  const { t, arrival } = ctx
  const open = anchors.filter((anchor) => anchor.status === 'proposed')
  const isOwn = anchors.some(({ proposedBy }) => proposedBy === staffOf(ctx).publicId)
  // The second person ticks by hand what they have compared.
  const isPicked = picked(ctx, open.length, { before: isOwn })
  const boxes = open.length <= MOST_BOXES
  return {
    boxes,
    open: open.length,
    is_own: isOwn,
    all_picked: Object.hasOwn(ctx.request.body(), ALL),
    lines: anchors.map((anchor) => ({
      sha256: anchor.sha256,
      fingerprint: fingerprintGroups(anchor.sha256).join(' '),
      box: boxes && anchor.status === 'proposed',
      picked: isPicked(anchor.sha256),
      role: anchor.role,
      until: anchor.notAfter.toMillis(),
      card: certificateCard(parseCertificate(anchor.bytes), { t, language: arrival.language }),
      pill: endingPill(ctx, anchor) ?? pillOf(ctx, ANCHOR_PILLS[anchor.status]),
      against: [] as string[],
    })),
  }
}

/** Which fingerprints are ticked: as they stand on a page that was not sent yet, and all where boxes would be too many. */
function picked(
  ctx: HttpContext,
  count: number,
  { before = true } = {}
): (sha256: string) => boolean {
  if (count > MOST_BOXES) return () => true
  if (ctx.request.method() === 'GET') return () => before
  const sent = ctx.request.body()
  return (sha256) => Object.hasOwn(sent, `pick_${sha256}`)
}

/** What was decided meanwhile is asked for as well where its box was ticked: who comes too late is told so. */
function pickedAnchors(ctx: HttpContext, anchors: readonly TrustAnchor[]): string[] {
  const open = anchors.filter((anchor) => anchor.status === 'proposed')
  if (open.length > MOST_BOXES && !Object.hasOwn(ctx.request.body(), ALL)) return []
  const isPicked = picked(ctx, open.length)
  return (open.length > MOST_BOXES ? open : anchors)
    .filter(({ sha256 }) => isPicked(sha256))
    .map(({ publicId }) => publicId)
}

/** A file's name as people see it: without control characters and marks that turn its direction. */
function nameOf(clientName: string): string {
  return clientName.replaceAll(/[\p{C}]/gu, '').slice(-LONGEST_FILE_NAME) || '–'
}
