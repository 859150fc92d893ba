import type { HttpContext } from '@adonisjs/core/http'
import { readFile } from 'node:fs/promises'
import brand from '#config/brand'
import { formatDate } from '#core/views/format'
import { integrationGuide } from '#help/integration/guide'
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
}
