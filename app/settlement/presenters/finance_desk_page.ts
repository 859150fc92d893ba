import type { Translate } from '#core/words'
import { localizedPath, type Language } from '#core/http/surfaces'
import { formatDateTime } from '#core/views/format'
import { STATUS_LABELS, STATUS_VERDICTS } from '#checkout/presenters/order_page'
import type { LedgerVerdict } from '#ledger/queries/verify_ledger'
import { methodLabel } from '#payments/labels'
import type { FinanceDesk, Store } from '#settlement/queries/finance_desk'
import type { Sums } from '#settlement/queries/sums'
import { formatRupiah } from '#shared/money'

interface Shown {
  store: Store
  desk: FinanceDesk
  /** Null where nobody asked for the proof. */
  verdict: LedgerVerdict | null
}

/** Finance's desk in the reader's words. */
export function presentFinanceDesk(
  { store, desk, verdict }: Shown,
  { t, language }: { t: Translate; language: Language }
) {
  const address = (query: Record<string, string>) =>
    `${localizedPath('/finance', language)}?${new URLSearchParams(query)}`
  const isTrial = store === 'development'
  return {
    isTrial,
    lead: t('settlement.desk.lead', {
      month: desk.month.setLocale(language).toFormat('MMMM yyyy'),
    }),
    stores: [
      {
        label: t('settlement.store.production'),
        href: address({ store: 'production' }),
        current: !isTrial,
      },
      {
        label: t('settlement.store.development'),
        href: address({ store: 'development' }),
        current: isTrial,
      },
    ],
    check: address({ store, check: '1' }),
    proof: verdict && {
      verdict: verdict.ok ? 'ok' : 'bad',
      title: t(verdict.ok ? 'settlement.desk.proof_ok' : 'settlement.desk.proof_bad'),
      text: verdict.ok
        ? t('settlement.desk.proof_ok_text', { count: verdict.books[store].transactions })
        : t('settlement.desk.proof_bad_text'),
      problems: verdict.problems,
    },
    flow: [
      {
        label: t('settlement.flow.billed'),
        amount: formatRupiah(desk.total.billed),
        note: t('settlement.flow.billed_note', { count: desk.total.orders }),
      },
      {
        label: t('settlement.flow.collected'),
        amount: formatRupiah(desk.total.collected),
        note: t('settlement.desk.collected_note', { ppn: formatRupiah(desk.total.ppn) }),
      },
      {
        label: t('settlement.column.operator'),
        amount: formatRupiah(desk.total.operator),
        note: t('settlement.desk.operator_note'),
        mine: true,
      },
    ],
    balances: [
      { label: t('settlement.desk.outstanding'), value: formatRupiah(desk.outstanding) },
      { label: t('settlement.desk.owed'), value: formatRupiah(desk.owedToPartners) },
    ],
    methods: desk.byMethod.map(({ method, sums }) => ({
      label: t(methodLabel(method)),
      orders: sums.orders,
      ...figures(sums),
    })),
    total: { orders: desk.total.orders, ...figures(desk.total) },
    open: desk.open.map((matter) => ({
      number: matter.orderNumber,
      company: matter.company,
      method: t(methodLabel(matter.method)),
      amount: formatRupiah(matter.amount),
      since: formatDateTime(matter.since, language),
      pill: {
        verdict: STATUS_VERDICTS[matter.status],
        label: t(STATUS_LABELS[matter.status]),
      },
    })),
    hasMore: desk.hasMore,
  }
}

function figures(sums: Sums) {
  const { billed, collected, ppn, operator, partner } = sums
  return Object.fromEntries(
    Object.entries({ billed, collected, ppn, operator, partner }).map(([name, amount]) => [
      name,
      formatRupiah(amount).replace('Rp ', ''),
    ])
  )
}
