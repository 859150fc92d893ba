import type { HttpContext } from '@adonisjs/core/http'
import { pageKey } from '#shared/address_values'
import { methodLabel } from '#payments/labels'
import { partnerOf } from '#partners/viewer'
import { toCsv } from '#shared/csv'
import { ignoredOfReport, KIND_LABELS, presentReport } from '#settlement/presenters/report_page'
import { partnerReport, reportLines, soldContents } from '#settlement/queries/partner_report'
import { readReportFilter } from '#settlement/validators/report_filter'
import { DISPLAY_ZONE } from '#shared/clock'
import ReportPolicy from '#settlement/policies/report_policy'

const PER_PAGE = 20
const CSV_LINES = 50_000

/** *Laporan*: what was billed, collected and shared, always from the ledger (R7.2). */
export default class ReportsController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(ReportPolicy).authorize('view')
    const partner = partnerOf(ctx)
    const { contents, filter } = await this.#read(ctx)
    const before = pageKey(ctx.request.input('before'))
    const report = await partnerReport(partner, filter)
    const found = await reportLines(partner, filter, { before, limit: PER_PAGE + 1 })
    const lines = found.slice(0, PER_PAGE)
    const next = found.length > PER_PAGE ? (lines.at(-1)?.id ?? null) : null
    const reader = { t: ctx.t, language: ctx.arrival.language }
    const shown = presentReport({ filter, report, lines, next, contents }, reader)
    return ctx.view.render('pages/settlement/reports', {
      report: shown,
      ignored: ignoredOfReport(ctx.request.qs(), { ...shown, filter }, reader),
    })
  }

  /** The same lines as a sheet, with the same totals at its foot. */
  async csv(ctx: HttpContext) {
    await ctx.bouncer.with(ReportPolicy).authorize('download')
    const { t, response } = ctx
    const partner = partnerOf(ctx)
    const { filter } = await this.#read(ctx)
    const { total } = await partnerReport(partner, filter)
    const lines = await reportLines(partner, filter, { limit: CSV_LINES })
    const trial = filter.store === 'development' ? '-uji-coba' : ''
    response.header('content-type', 'text/csv; charset=utf-8')
    response.header(
      'content-disposition',
      `attachment; filename="laporan${trial}-${filter.from.toISODate()}-${filter.to.toISODate()}.csv"`
    )
    return response.send(
      toCsv([
        [
          t('settlement.column.time'),
          t('settlement.column.number'),
          t('settlement.column.content'),
          t('settlement.column.method'),
          t('settlement.column.kind'),
          t('settlement.column.billed'),
          t('settlement.column.collected'),
          t('settlement.column.ppn'),
          t('settlement.column.base'),
          t('settlement.column.operator'),
          t('settlement.column.partner'),
        ],
        ...lines.map((line) => [
          line.at.setZone(DISPLAY_ZONE).toFormat('yyyy-MM-dd HH:mm:ss'),
          line.orderNumber,
          line.content,
          t(methodLabel(line.method)),
          t(KIND_LABELS[line.kind]),
          line.gross,
          line.collected,
          line.ppn,
          line.base,
          line.operator,
          line.partner,
        ]),
        [
          t('settlement.total'),
          '',
          '',
          '',
          '',
          total.billed,
          total.collected,
          total.ppn,
          total.base,
          total.operator,
          total.partner,
        ],
      ])
    )
  }

  async #read(ctx: HttpContext) {
    const input = ctx.request.qs()
    const store = input.store === 'development' ? 'development' : 'production'
    const contents = await soldContents(partnerOf(ctx), store)
    return { contents, filter: readReportFilter(input, contents) }
  }
}
