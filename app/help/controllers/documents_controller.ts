import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { readFile } from 'node:fs/promises'
import brand from '#config/brand'
import { formatDate } from '#core/views/format'
import { originOf } from '#core/http/surfaces'
import { filledSamples, integrationGuide } from '#help/integration/guide'
import { openApi } from '#help/integration/openapi'
import { integrationPdf } from '#help/integration/pdf'
import { integrationFacts } from '#help/queries/integration_facts'
import { partnerOf } from '#partners/viewer'
import { clock } from '#shared/clock'
import DocumentPolicy from '#help/policies/document_policy'

/** Menu *Dokumen* > *Dokumen Integrasi* (R3.7). */
export default class DocumentsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(DocumentPolicy).authorize('view')
    return ctx.view.render('pages/help/documents')
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(DocumentPolicy).authorize('view')
    const facts = await integrationFacts(partnerOf(ctx))
    return ctx.view.render('pages/help/integration', {
      facts,
      sections: integrationGuide(facts, ctx.t),
    })
  }

  async pdf(ctx: HttpContext) {
    await ctx.bouncer.with(DocumentPolicy).authorize('download')
    const { t, arrival, response } = ctx
    const facts = await integrationFacts(partnerOf(ctx))
    const head = {
      title: t('help.guide.title'),
      lead: t('help.guide.for_whom', {
        company: facts.company,
        date: formatDate(clock.now(), arrival.language),
      }),
      foot: t('help.guide.foot', { brand: brand.name }),
      language: arrival.language,
    }
    const bytes = await integrationPdf(head, integrationGuide(facts, t))
    response.header('content-type', 'application/pdf')
    response.header('content-disposition', `attachment; filename="${t('help.guide.file')}"`)
    return response.send(Buffer.from(bytes))
  }

  async vectors({ bouncer, response }: HttpContext) {
    await bouncer.with(DocumentPolicy).authorize('download')
    const vectors = await readFile(
      new URL('../../forwarding/test_vectors.json', import.meta.url),
      'utf8'
    )
    response.header('content-type', 'application/json; charset=utf-8')
    return response.send(vectors)
  }

  async openapi({ bouncer, response, t }: HttpContext) {
    await bouncer.with(DocumentPolicy).authorize('download')
    return response.json(openApi(originOf('partner'), t))
  }

  /** A sample as a file, with the partner's trial key in it. */
  async sample(ctx: HttpContext) {
    await ctx.bouncer.with(DocumentPolicy).authorize('download')
    const filled = filledSamples(await integrationFacts(partnerOf(ctx)))
    const found = filled.find(({ file }) => file === ctx.params.file)
    if (!found) throw new Exception('no such sample', { status: 404, code: 'E_NOT_FOUND' })
    ctx.response.header('content-type', 'text/plain; charset=utf-8')
    ctx.response.header('content-disposition', `attachment; filename="${found.file}"`)
    return ctx.response.send(found.code)
  }
}
