import { percent } from '#checkout/presenters/order_page'
import type { Translate } from '#core/words'
import { localizedPath, type Language } from '#core/http/surfaces'
import { ignoredFilters, isSent, type IgnoredFilter } from '#core/http/ignored_filters'
import { formatDate, formatDateTime, formatTime } from '#core/views/format'
import { methodLabel } from '#payments/labels'
import { payments } from '#payments/main'
import type {
  MonthSums,
  PartnerReport,
  ReportFilter,
  ReportLine,
} from '#settlement/queries/partner_report'
import type { Sums } from '#settlement/queries/sums'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { formatRupiah } from '#shared/money'
import { DateTime } from 'luxon'

export const KIND_LABELS: Record<ReportLine['kind'], string> = {
  'payment.billed': 'settlement.kind.billed',
  'payment.collected': 'settlement.kind.collected',
  'payment.unbilled': 'settlement.kind.unbilled',
  'payment.refunded': 'settlement.kind.refunded',
}

interface Reader {
  t: Translate
  language: Language
}

interface Report {
  filter: ReportFilter
  report: PartnerReport
  lines: ReportLine[]
  next: number | null
  contents: { id: number; publicId: string; name: string }[]
}

/** Which store's books a page shows, as a filter. */
export function storeFilter(store: ReportFilter['store'], t: Translate) {
  return {
    name: 'store',
    label: t('settlement.store.label'),
    value: store,
    options: [
      { value: 'production', label: t('settlement.store.production') },
      { value: 'development', label: t('settlement.store.development') },
    ],
  }
}

/** What of an address the report did not use, and what it shows instead. */
export function ignoredOfReport(
  query: Record<string, unknown>,
  { filter, form, contents, methods }: ReturnType<typeof presentReport> & { filter: ReportFilter },
  { t, language }: Reader
): IgnoredFilter[] {
  const days = [
    { name: 'from', label: t('settlement.filter.from'), day: filter.from },
    { name: 'to', label: t('settlement.filter.to'), day: filter.to },
  ]
  return [
    ...days
      .filter(({ name, day }) => isSent(query[name]) && query[name] !== day.toISODate())
      .map(({ label, day }) => ({ filter: label, shown: formatDate(day, language) })),
    ...ignoredFilters(query, [
      storeFilter(filter.store, t),
      {
        name: 'content',
        label: t('settlement.filter.content'),
        value: form.content,
        options: contents,
      },
      {
        name: 'method',
        label: t('settlement.filter.method'),
        value: form.method,
        options: methods,
      },
    ]),
  ]
}

/** *Laporan* in the reader's words (R7.2). */
export function presentReport(
  { filter, report, lines, next, contents }: Report,
  { t, language }: Reader
) {
  const { total, months, share } = report
  const hasEarlierBills = [total, ...months].some(({ billed, collected }) => collected > billed)
  const partnerLabel =
    share === null
      ? t('settlement.flow.partner')
      : t('settlement.flow.partner_rate', { rate: percent(share, language) })
  const content = contents.find((one) => one.id === filter.contentId)
  const now = clock.now()
  const query = new URLSearchParams({
    store: filter.store,
    from: filter.from.toISODate()!,
    to: filter.to.toISODate()!,
    ...(content && { content: content.publicId }),
    ...(filter.method && { method: filter.method }),
  })
  const to = (path: string, extra: Record<string, string> = {}) =>
    `${localizedPath(path, language)}?${new URLSearchParams({ ...Object.fromEntries(query), ...extra })}`
  const max = niceCeiling(Math.max(1, ...months.map(drawn)))
  return {
    isTrial: filter.store === 'development',
    share: partnerLabel,
    operator_share:
      share === null
        ? t('settlement.column.operator')
        : t('settlement.column.operator_rate', { rate: percent(10_000 - share, language) }),
    explanation: hasEarlierBills ? t('settlement.earlier_bills') : null,
    lead: t('settlement.lead', {
      from: formatDate(filter.from, language),
      to: formatDate(filter.to, language),
      content: content?.name ?? t('settlement.filter.all_contents'),
      updated: `${formatDate(now, language)}, ${formatTime(now, language)} WIB`,
    }),
    csv: to('/reports/transactions.csv'),
    stores: (['production', 'development'] as const).map((store) => ({
      label: t(
        store === 'production' ? 'settlement.store.production' : 'settlement.store.development'
      ),
      href: `${localizedPath('/reports', language)}?store=${store}`,
      current: filter.store === store,
    })),
    form: {
      store: filter.store,
      from: filter.from.toISODate(),
      to: filter.to.toISODate(),
      content: content?.publicId ?? '',
      method: filter.method ?? '',
    },
    contents: [
      { value: '', label: t('settlement.filter.all_contents') },
      ...contents.map(({ publicId, name }) => ({ value: publicId, label: name })),
    ],
    methods: [
      { value: '', label: t('settlement.filter.all_methods') },
      ...payments()
        .known()
        .map((key) => ({ value: key, label: t(methodLabel(key)) })),
    ],
    flow: [
      {
        label: t('settlement.flow.billed'),
        amount: formatRupiah(total.billed),
        note: t('settlement.flow.billed_note', { count: total.orders }),
      },
      {
        label: t('settlement.flow.collected'),
        amount: formatRupiah(total.collected),
        note: t('settlement.flow.collected_note'),
      },
      {
        label: partnerLabel,
        amount: formatRupiah(total.partner),
        note: t('settlement.flow.partner_note', { base: formatRupiah(total.base) }),
        mine: true,
      },
      {
        label: t('settlement.flow.outstanding'),
        amount: formatRupiah(Math.max(0, total.billed - total.collected)),
        note: t('settlement.flow.outstanding_note'),
      },
    ],
    isEmpty: lines.length === 0 && total.billed === 0,
    chart: {
      max,
      ticks: [0, 1, 2, 3, 4].map((step) => ({
        value: (max / 4) * step,
        label: short((max / 4) * step, language),
      })),
      bars: months.map((month) => bar(month, language)),
      legend: [t('settlement.chart.billed'), t('settlement.chart.collected'), partnerLabel],
    },
    months: months.map((month) => ({
      label: monthLabel(month.month, 'MMM yyyy', language),
      href: to('/reports', {
        from: `${month.month}-01`,
        to: DateTime.fromISO(`${month.month}-01`).endOf('month').toISODate()!,
      }),
      ...figures(month),
    })),
    total: figures(total),
    lines: lines.map((line) => ({
      time: formatDateTime(line.at, language),
      number: line.orderNumber,
      content: line.content,
      method: t(methodLabel(line.method)),
      kind: t(KIND_LABELS[line.kind]),
      billed: plain(line.gross),
      collected: plain(line.collected),
      ppn: plain(line.ppn),
      base: plain(line.base),
      operator: plain(line.operator),
      partner: plain(line.partner),
    })),
    next: next === null ? null : to('/reports', { before: String(next) }),
  }
}

function bar(month: MonthSums, language: Language) {
  return {
    label: monthLabel(month.month, 'MMM', language),
    short: monthLabel(month.month, 'MMM', language),
    total: Math.max(0, month.billed),
    middle: Math.max(0, month.collected),
    part: Math.max(0, month.partner),
    total_text: short(drawn(month), language),
    part_text: short(month.partner, language),
  }
}

/** The height of a month's bar: more may be collected than billed, when bills of earlier months are paid. */
function drawn({ billed, collected }: Sums): number {
  return Math.max(billed, collected)
}

function figures(sums: Sums) {
  return {
    billed: plain(sums.billed),
    collected: plain(sums.collected),
    ppn: plain(sums.ppn),
    base: plain(sums.base),
    operator: plain(sums.operator),
    partner: plain(sums.partner),
  }
}

function monthLabel(month: string, format: string, language: Language): string {
  return DateTime.fromISO(`${month}-01`, { zone: DISPLAY_ZONE })
    .setLocale(language)
    .toFormat(format)
}

/** `1.840.000`: the column says that it is rupiah. */
function plain(amount: number): string {
  return formatRupiah(amount).replace('Rp ', '')
}

/** `2,93 jt`, `450 rb`: figures on a chart. */
function short(amount: number, language: Language): string {
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 2 }).format(
    amount
  )
}

/** The next 1, 2, 4 or 8 times a power of ten: quarters of it are round. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 8].find((step) => step * power >= value) ?? 10) * power
}
