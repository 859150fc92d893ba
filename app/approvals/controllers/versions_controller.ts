import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import RoundPolicy from '#approvals/policies/round_policy'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import { valueWriter } from '#approvals/presenters/version_values'
import { versionHistory } from '#approvals/queries/version_history'
import Content from '#catalogue/models/content'
import { findOwnContent, loadVersion, type VersionSheet } from '#catalogue/queries/load_version'
import { partnerOf } from '#partners/viewer'
import { pageKey } from '#shared/address_values'
import { isPublicId } from '#shared/public_id'

/** The versions of a content and what each one changed, in words (R3.8): to its partner, and to staff what was submitted of it. */
export default class VersionsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(SubmissionPolicy).authorize('view')
    const sheet = await findOwnContent(partnerOf(ctx), ctx.params.id)
    if (!sheet) throw new Exception('no such content', { status: 404 })
    return this.#show(ctx, sheet, true)
  }

  async staff(ctx: HttpContext) {
    await ctx.bouncer.with(RoundPolicy).authorize('view')
    const { id } = ctx.params
    const content = isPublicId(id) ? await Content.findBy('publicId', id) : null
    const history = content && (await versionHistory(content, { drafts: false }))
    const newest = history?.steps[0]
    if (!newest) throw new Exception('no such content', { status: 404 })
    return this.#show(ctx, await loadVersion(newest.version.id), false)
  }

  async #show(ctx: HttpContext, sheet: VersionSheet, drafts: boolean) {
    const before = pageKey(ctx.request.qs().before)
    const { steps, next } = await versionHistory(sheet.content, { drafts, before })
    const write = await valueWriter(ctx.t, ctx.arrival.language)
    const here = ctx.path(`/contents/${sheet.content.publicId}/versions`)
    const page = {
      sheet,
      live: sheet.content.liveVersionId,
      steps: steps.map(({ changes, ...step }) => ({
        ...step,
        rows: changes.map(({ field, label, before: was, after: is }) => ({
          label: ctx.t(label),
          before: write(field, was[field as keyof typeof was] ?? null),
          after: write(field, is[field as keyof typeof is] ?? null),
          changed: true,
        })),
      })),
      next: next === null ? null : `${here}?before=${next}`,
      previous: before ? here : null,
    }
    return ctx.view.render(
      drafts ? 'pages/approvals/versions' : 'pages/approvals/staff_versions',
      page
    )
  }
}
