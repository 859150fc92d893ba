import { DateTime } from 'luxon'
import taxes from '#config/taxes'
import { deliveryKey, purchaseKey, renewalKey } from '#checkout/idem_keys'
import type { OrderStatus } from '#checkout/order_states'
import { anchorDayOf, periodFrom } from '#checkout/periods'
import type { StoreEnvironment } from '#core/http/surfaces'
import {
  buildRequest,
  type CallReason,
  type CallVerdict,
  type ForwardingParameters,
} from '#forwarding/call'
import { customerRef } from '#forwarding/customer_ref'
import type { SigningKey } from '#forwarding/signature'
import { post, type Posting } from '#ledger/actions/post'
import { billedEntries, collectedEntries, refundedEntries, unbilledEntries } from '#ledger/entries'
import type { PaymentMethodKey } from '#payments/contract'
import { DISPLAY_ZONE, travelTo } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { innerIds, insertRows, type Row } from './rows.js'

export interface BuyerNumber {
  id: number
  method: 'speedy' | 'flexi_postpaid' | 'flexi_prepaid'
  masked: string
  digits: string
}

export interface Buyer {
  id: number
  publicId: string
  numbers: BuyerNumber[]
}

/** What is sold: a version as it was when it was bought. */
export interface Wares {
  contentId: number
  contentPublicId: string
  versionId: number
  name: string
  summary: string
  company: string
  price: number
  kind: 'once' | 'subscription'
  partnerShare: number
  partnerId: number
  partnerPublicId: string
  forwardingUrl: string
  key: SigningKey
}

/** How a partner's portal answered one call. */
export interface Answer {
  verdict: CallVerdict
  reason: CallReason
  /** null when nothing came back */
  status: number | null
  /** text of the body; `{trx}` and `{ref}` stand for the call's own */
  body: string
  totalMs: number
}

export const ACCEPTED: Answer = {
  verdict: 'ok',
  reason: 'accepted',
  status: 200,
  body: '{"status":"OK","trx_id":"{trx}","ref":"{ref}","message":"diterima"}',
  totalMs: 188,
}

export interface Sale {
  at: DateTime<true>
  environment: StoreEnvironment
  buyer: Buyer
  wares: Wares
  method: PaymentMethodKey
  /** `declined`, `expired`: never paid. `rejected`: the partner said no, so the money went back. `returned`: given back later. */
  outcome: 'fulfilled' | 'declined' | 'expired' | 'rejected' | 'returned' | 'unanswered'
  /** of the purchase's call, the last one decides; one good answer when left out */
  answers?: Answer[]
  /** When the customer paid the bill of a postpaid method; null: not yet. */
  collected: (billed: DateTime<true>) => DateTime<true> | null
  /** Renewed until then; null runs on. */
  stopped?: DateTime<true> | null
  /** Renewals that the partner was told early, in a trial. */
  trialRenewal?: boolean
}

export interface WrittenSale {
  id: number
  publicId: string
  number: string
}

/** A charge as the payment sandbox remembers it, and a call as the sample partner site does. */
export interface SandboxRecords {
  charges: { kind: 'charge'; id: string; data: Record<string, unknown> }[]
  calls: Record<string, unknown>[]
}

const POSTPAID: readonly PaymentMethodKey[] = ['speedy', 'flexi_postpaid']

/** Numbers that go on over the books of one seeding. */
export class Counters {
  readonly #days = new Map<string, number>()
  #ref = 0

  orderNumber(environment: StoreEnvironment, at: DateTime): string {
    const day = at.setZone(DISPLAY_ZONE).toFormat('yyyyMMdd')
    const key = `${environment}/${day}`
    const next = (this.#days.get(key) ?? 0) + 1
    this.#days.set(key, next)
    return environment === 'production'
      ? `${day}-${String(next).padStart(4, '0')}`
      : `${day}-D${String(next).padStart(3, '0')}`
  }

  partnerRef(): string {
    return `MTR-${String(++this.#ref).padStart(6, '0')}`
  }

  rows(): Row[] {
    return [...this.#days].map(([key, last]) => {
      const [environment, day] = key.split('/') as [string, string]
      return { environment, day, last }
    })
  }
}

interface Draft {
  sale: Sale
  publicId: string
  number: string
  steps: Steps
}

/**
 * Writes sales that have happened, with everything that the product would have written: order, events, payments, calls to the
 * partner, entitlement, subscription, ledger. By the hundred, so that half a year takes a second.
 */
export class SalesBook {
  readonly #drafts: Draft[] = []
  readonly #payments: { order: string; row: Row }[] = []
  readonly #deliveries: { order: string; row: Row; attempts: Row[] }[] = []
  readonly #byOrder: Record<
    'order_events' | 'entitlements' | 'subscriptions',
    { order: string; row: Row }[]
  > = {
    order_events: [],
    entitlements: [],
    subscriptions: [],
  }
  readonly #postings: { at: DateTime<true>; order: string; posting: Omit<Posting, 'orderId'> }[] =
    []
  readonly #audit: Row[] = []
  readonly sandbox: SandboxRecords = { charges: [], calls: [] }

  /** @param now the present, while the clock shows the past */
  constructor(
    private readonly counters: Counters,
    private readonly now: DateTime<true>
  ) {}

  /** Adds sales; each leaves the clock at its own time. */
  sell(sales: readonly Sale[]): void {
    const inOrder = [...sales].sort((one, other) => one.at.toMillis() - other.at.toMillis())
    for (const sale of inOrder) this.#sell(sale)
  }

  #sell(sale: Sale): void {
    travelTo(sale.at)
    const steps = new Steps(sale.at)
    const number = this.counters.orderNumber(sale.environment, sale.at)
    const draft: Draft = { sale, publicId: publicId(), number, steps }
    this.#drafts.push(draft)
    const { buyer, environment, wares } = sale
    this.#note(
      'order.placed',
      draft,
      sale.at,
      { environment, amount: wares.price, method: sale.method },
      buyer.publicId
    )
    steps.take('created')
    steps.take('awaiting_payment', 400)
    if (sale.outcome === 'declined' || sale.outcome === 'expired') this.#neverPaid(draft)
    else this.#paid(draft)
    this.#byOrder.order_events.push(...steps.taken.map((row) => ({ order: draft.publicId, row })))
  }

  #neverPaid(draft: Draft): void {
    const { sale, steps } = draft
    const expired = sale.outcome === 'expired'
    steps.take(expired ? 'expired' : 'failed', expired ? 24 * 3_600_000 : 1_200)
    this.#payments.push({
      order: draft.publicId,
      row: payment(draft, sale.at, {
        idem_key: purchaseKey(draft),
        status: 'declined',
        reason: expired ? 'expired' : 'insufficient_balance',
      }),
    })
  }

  #paid(draft: Draft): void {
    const { sale, steps } = draft
    const waits =
      sale.method === 'delima' ? 31 * 60_000 : sale.method === 'instant_payment' ? 95_000 : 1_300
    const paidAt = steps.take('paid', waits)
    const subscribed = sale.wares.kind === 'subscription'
    const period = subscribed ? periodFrom(paidAt, anchorDayOf(paidAt)).period : null
    const key = purchaseKey(draft)
    const row = this.#charge(draft, key, period, paidAt)
    steps.take('fulfilling', 5)
    const answers = sale.answers ?? [sale.outcome === 'rejected' ? rejected() : varied(sale.at)]
    const settled = this.#call(draft, 'purchase', period, paidAt, answers)
    if (settled.status === 'delivered') {
      steps.takeAt('fulfilled', settled.at, { ref: settled.ref })
      this.#entitle(draft, paidAt, settled.at)
    } else {
      steps.takeAt('fulfil_failed', settled.at)
    }
    if (sale.outcome === 'rejected' || sale.outcome === 'returned') {
      steps.take('refund_pending', sale.outcome === 'returned' ? 26 * 3_600_000 : 3)
      this.#giveBack(
        draft,
        row,
        steps.take('refunded', 4_000),
        sale.outcome === 'returned' ? 'customer' : 'rejected'
      )
    }
  }

  /** The purchase's or a month's payment, charged and, where the customer has paid the bill, collected. */
  #charge(draft: Draft, key: string, period: string | null, at: DateTime<true>): Row {
    const { sale } = draft
    const postpaid = POSTPAID.includes(sale.method)
    const collected = postpaid ? sale.collected(at) : at
    const row = payment(draft, at, {
      idem_key: key,
      period,
      status: collected ? 'collected' : 'billed',
      gateway_ref: `${sale.method.slice(0, 3).toUpperCase()}-${key.slice(-8).toLowerCase()}-${draft.number.slice(-4).toLowerCase()}`,
      billed_at: postpaid ? at.toMillis() : null,
      collected_at: collected?.toMillis() ?? null,
    })
    this.#payments.push({ order: draft.publicId, row })
    const terms = termsOf(sale)
    if (postpaid) this.#post(draft, 'payment.billed', row, at, billedEntries(terms))
    if (collected)
      this.#post(draft, 'payment.collected', row, collected, collectedEntries(terms, postpaid))
    this.#remember(draft, row, collected ? 'collected' : 'billed', at)
    return row
  }

  #giveBack(draft: Draft, row: Row, at: DateTime<true>, reason: string): void {
    const terms = termsOf(draft.sale)
    const wasCollected = row.status === 'collected'
    Object.assign(row, {
      status: 'reversed',
      reversed_at: at.toMillis(),
      reason,
      updated_at: at.toMillis(),
    })
    if (wasCollected) this.#post(draft, 'payment.refunded', row, at, refundedEntries(terms))
    else this.#post(draft, 'payment.unbilled', row, at, unbilledEntries(terms))
    const charge = this.sandbox.charges.find(({ id }) => id.endsWith(`/${row.idem_key}`))
    if (charge) charge.data.state = 'reversed'
    const entitlement = this.#byOrder.entitlements.find(({ order }) => order === draft.publicId)
    if (entitlement) entitlement.row.ends_at = at.toMillis()
    this.#call(draft, 'refund', row.period as string | null, at, [varied(at)])
  }

  /** Access, and for a subscription the months since. */
  #entitle(draft: Draft, paidAt: DateTime<true>, grantedAt: DateTime<true>): void {
    const { sale, publicId: order } = draft
    const entitlement: Row = {
      customer_id: sale.buyer.id,
      content_id: sale.wares.contentId,
      granted_at: grantedAt.toMillis(),
      ends_at: null,
    }
    this.#byOrder.entitlements.push({ order, row: entitlement })
    if (sale.wares.kind !== 'subscription') return
    const months = this.#months(draft, paidAt)
    entitlement.ends_at = months.accessUntil.toMillis()
    travelTo(grantedAt)
    const until = months.stoppedAt?.toMillis() ?? null
    this.#byOrder.subscriptions.push({
      order,
      row: {
        public_id: publicId(),
        customer_id: sale.buyer.id,
        content_id: sale.wares.contentId,
        status:
          until === null ? 'active' : months.accessUntil > months.now ? 'stopping' : 'stopped',
        anchor_day: anchorDayOf(paidAt),
        period: months.period,
        renews_at: months.renewsAt.toMillis(),
        stopped_at: until,
        access_until: months.accessUntil.toMillis(),
        created_at: grantedAt.toMillis(),
        updated_at: until ?? grantedAt.toMillis(),
      },
    })
  }

  #months(draft: Draft, paidAt: DateTime<true>) {
    const { sale } = draft
    const { now } = this
    const anchorDay = anchorDayOf(paidAt)
    let { period, renewsAt } = periodFrom(paidAt, anchorDay)
    const renewAt = (at: DateTime<true>) => {
      ;({ period, renewsAt } = periodFrom(renewsAt, anchorDay))
      this.#charge(draft, renewalKey(draft, period), period, at)
      this.#call(draft, 'renewal', period, at, [varied(at)])
    }
    if (sale.trialRenewal) renewAt(paidAt.plus({ minutes: 3 }))
    const end = sale.stopped ?? now
    while (renewsAt <= end && sale.outcome === 'fulfilled')
      renewAt(renewsAt.plus({ minutes: 2 }) as DateTime<true>)
    if (sale.stopped) this.#call(draft, 'stop', period, sale.stopped, [varied(sale.stopped)])
    return {
      period,
      renewsAt,
      now,
      stoppedAt: sale.stopped ?? null,
      accessUntil: renewsAt as DateTime<true>,
    }
  }

  #call(
    draft: Draft,
    event: 'purchase' | 'renewal' | 'stop' | 'refund',
    period: string | null,
    at: DateTime<true>,
    answers: Answer[]
  ) {
    const { sale } = draft
    const { wares, environment } = sale
    travelTo(at)
    const trxId = publicId()
    const parameters: ForwardingParameters = {
      v: '1',
      env: environment,
      event,
      trx_id: trxId,
      order_no: draft.number,
      content_id: wares.contentPublicId,
      partner_id: wares.partnerPublicId,
      cust_ref: customerRef(sale.buyer.publicId, wares.partnerPublicId),
      pay_type: wares.kind,
      ...(wares.kind === 'subscription' && { sub_id: draft.publicId, period: period ?? undefined }),
      amount: wares.price,
      currency: 'IDR',
      channel: sale.method,
    }
    const last = answers.at(-1)!
    const delivered = last.verdict === 'ok' || last.verdict === 'duplicate'
    const ref = delivered ? this.counters.partnerRef() : null
    const attempts = answers.map((answer, index) =>
      attempt({
        answer,
        number: index + 1,
        trxId,
        ref,
        parameters,
        wares,
        at: at.plus({ minutes: index === 0 ? 0 : 6 ** index }),
      })
    )
    const settledAt = DateTime.fromMillis(Number(attempts.at(-1)!.started_at) + last.totalMs, {
      zone: 'utc',
    }) as DateTime<true>
    const status = delivered ? 'delivered' : last.verdict === 'rejected' ? 'rejected' : 'failed'
    this.#deliveries.push({
      order: draft.publicId,
      attempts,
      row: {
        public_id: publicId(),
        trx_id: trxId,
        dedupe_key: deliveryKey(event, draft, period),
        partner_id: wares.partnerId,
        content_id: wares.contentId,
        environment,
        event,
        parameters: JSON.stringify(parameters),
        url: wares.forwardingUrl,
        status,
        attempts: attempts.length,
        last_reason: last.reason,
        partner_ref: ref,
        next_attempt_at: null,
        locked_until: null,
        settled_at: settledAt.toMillis(),
        created_at: at.toMillis(),
        updated_at: settledAt.toMillis(),
      },
    })
    this.sandbox.calls.push({
      at: settledAt.toMillis(),
      env: environment,
      event,
      trxId,
      orderNo: draft.number,
      contentId: wares.contentPublicId,
      custRef: parameters.cust_ref,
      amount: String(wares.price),
      attempt: String(attempts.length),
      mode: '',
      answered: delivered ? 'OK' : last.reason,
      ref,
    })
    return { status, at: settledAt, ref }
  }

  #post(
    draft: Draft,
    kind: Posting['kind'],
    row: Row,
    at: DateTime<true>,
    entries: Posting['entries']
  ): void {
    const { environment, wares, method } = draft.sale
    const posting = {
      kind,
      idemKey: `${kind}:${row.public_id}`,
      environment,
      partnerId: wares.partnerId,
      entries,
    }
    this.#postings.push({ at, order: draft.publicId, posting })
    this.#note(kind, draft, at, {
      amount: Number(row.amount),
      method,
      period: (row.period as string | null) ?? null,
    })
  }

  #note(
    type: string,
    draft: Draft,
    at: DateTime,
    data: Record<string, string | number | null>,
    customer?: string
  ): void {
    this.#audit.push({
      type,
      actor_kind: customer ? 'customer' : 'system',
      actor_id: customer ?? null,
      subject_kind: 'order',
      subject_id: draft.publicId,
      data: JSON.stringify(data),
      at: at.toMillis(),
      about_content: draft.sale.wares.contentPublicId,
      about_partner: draft.sale.wares.partnerPublicId,
    })
  }

  #remember(draft: Draft, row: Row, state: string, at: DateTime): void {
    const { sale } = draft
    this.sandbox.charges.push({
      kind: 'charge',
      id: `${sale.method}/${row.idem_key}`,
      data: {
        method: sale.method,
        key: row.idem_key,
        ref: row.gateway_ref,
        orderNo: draft.number,
        amount: sale.wares.price,
        number: numberOf(sale)?.digits ?? null,
        voucherCode: null,
        description: sale.wares.name,
        state,
        reason: null,
        instructions: null,
        at: at.toMillis(),
        refund: null,
        events: [],
      },
    })
  }

  /** Writes everything that was sold, and gives the orders in the order in which they were placed. */
  async write(trx: Trx): Promise<WrittenSale[]> {
    await insertRows(trx, 'orders', this.#drafts.map(orderRow))
    const orders = await innerIds(trx, 'orders', this.#drafts)
    const withOrder = ({ order, row }: { order: string; row: Row }): Row => ({
      order_id: orders.get(order)!,
      ...row,
    })
    for (const [table, rows] of Object.entries(this.#byOrder))
      await insertRows(trx, table, rows.map(withOrder))
    await insertRows(trx, 'payments', this.#payments.map(withOrder))
    const inTime = [...this.#deliveries].sort(
      (one, other) => Number(one.row.created_at) - Number(other.row.created_at)
    )
    await insertRows(trx, 'deliveries', inTime.map(withOrder))
    const deliveries = await innerIds(
      trx,
      'deliveries',
      inTime.map(({ row }) => ({ publicId: String(row.public_id) }))
    )
    const attempts = inTime.flatMap(({ row, attempts: rows }) =>
      rows.map((one): Row => ({ delivery_id: deliveries.get(row.public_id as string)!, ...one }))
    )
    await insertRows(trx, 'delivery_attempts', attempts)
    await this.#postAll(trx, orders)
    return this.#drafts.map((draft) => ({
      id: orders.get(draft.publicId)!,
      publicId: draft.publicId,
      number: draft.number,
    }))
  }

  /** Events for the audit log; whoever seeds puts them in order with the others. */
  get auditRows(): readonly Row[] {
    return this.#audit
  }

  async #postAll(trx: Trx, orders: Map<string, number>): Promise<void> {
    const inTime = this.#postings.sort((one, other) => one.at.toMillis() - other.at.toMillis())
    for (const { at, order, posting } of inTime) {
      travelTo(at)
      await post(trx, { ...posting, orderId: orders.get(order)! })
    }
  }
}

/** The way of an order, step by step. */
class Steps {
  readonly taken: Row[] = []
  readonly marks: Partial<Record<OrderStatus, DateTime<true>>> = {}
  status: OrderStatus = 'created'

  constructor(public at: DateTime<true>) {}

  take(to: OrderStatus, after = 0): DateTime<true> {
    return this.takeAt(to, this.at.plus(after))
  }

  takeAt(to: OrderStatus, at: DateTime<true>, data: Record<string, unknown> = {}): DateTime<true> {
    this.taken.push({
      from_status: this.taken.length === 0 ? null : this.status,
      to_status: to,
      data: JSON.stringify(data),
      at: at.toMillis(),
    })
    this.status = to
    this.at = at
    this.marks[to] = at
    return at
  }
}

function orderRow(draft: Draft): Row {
  const { sale } = draft
  const { marks, status, at } = draft.steps
  const { wares } = sale
  const number = numberOf(sale)
  const fulfilled = marks.fulfilled?.toMillis() ?? null
  return {
    public_id: draft.publicId,
    number: draft.number,
    form_key: `demo-${draft.publicId}`,
    environment: sale.environment,
    customer_id: sale.buyer.id,
    partner_id: wares.partnerId,
    content_id: wares.contentId,
    version_id: wares.versionId,
    status,
    method: sale.method,
    payment_number_id: number?.id ?? null,
    method_masked: number?.masked ?? null,
    name: wares.name,
    summary: wares.summary,
    company: wares.company,
    payment_kind: wares.kind,
    price: wares.price,
    ppn: taxes.ppn,
    partner_share: wares.partnerShare,
    failure: failureOf(sale),
    paid_at: marks.paid?.toMillis() ?? null,
    forwarded_at: marks.fulfilling?.toMillis() ?? null,
    fulfilled_at: fulfilled,
    announced_at: fulfilled && fulfilled + 900,
    redirected_at: fulfilled && fulfilled + 6_000,
    expires_at: sale.at.plus({ hours: 24 }).toMillis(),
    created_at: sale.at.toMillis(),
    updated_at: at.toMillis(),
  }
}

function failureOf({ outcome, answers }: Sale): string | null {
  switch (outcome) {
    case 'declined':
      return 'insufficient_balance'
    case 'expired':
      return 'expired'
    case 'rejected':
      return 'rejected'
    case 'unanswered':
      return answers?.at(-1)?.reason ?? null
    default:
      return null
  }
}

function payment({ sale }: Draft, at: DateTime, values: Row): Row {
  return {
    public_id: publicId(),
    method: sale.method,
    period: null,
    gateway_ref: null,
    instructions: null,
    voucher_code: null,
    asked_at: at.toMillis(),
    sequence: 0,
    reason: null,
    billed_at: null,
    collected_at: null,
    reversed_at: null,
    amount: sale.wares.price,
    created_at: at.toMillis(),
    updated_at: at.toMillis(),
    ...values,
  }
}

function attempt(call: {
  answer: Answer
  number: number
  trxId: string
  ref: string | null
  parameters: ForwardingParameters
  wares: Wares
  at: DateTime
}): Row {
  const { answer, number, parameters, wares, at } = call
  const request = buildRequest({
    url: wares.forwardingUrl,
    params: parameters,
    key: wares.key,
    attempt: number,
    now: at.toMillis(),
  })
  const body = answer.body.replace('{trx}', call.trxId).replace('{ref}', call.ref ?? '')
  const type = body.startsWith('{') ? 'application/json' : 'text/html; charset=utf-8'
  return {
    public_id: publicId(),
    number,
    started_at: at.toMillis(),
    request: JSON.stringify(request),
    answer:
      answer.status === null
        ? null
        : JSON.stringify({
            status: answer.status,
            headers: { 'content-type': type, 'content-length': String(body.length) },
            body,
          }),
    verdict: answer.verdict,
    reason: answer.reason,
    connect_ms: Math.max(2, Math.round(answer.totalMs / 14)),
    total_ms: answer.totalMs,
    created_at: at.toMillis(),
    updated_at: at.toMillis(),
  }
}

/** A good answer that takes its own time. */
function varied(at: DateTime): Answer {
  return { ...ACCEPTED, totalMs: 120 + (at.toMillis() % 421) }
}

function rejected(): Answer {
  return {
    verdict: 'rejected',
    reason: 'rejected',
    status: 200,
    body: '{"status":"REJECTED","trx_id":"{trx}","message":"akun pelanggan sudah ditutup"}',
    totalMs: 240,
  }
}

function numberOf({ buyer, method }: Sale): BuyerNumber | undefined {
  return buyer.numbers.find((number) => number.method === method)
}

function termsOf({ wares }: Sale) {
  return {
    gross: wares.price,
    ppn: taxes.ppn,
    partnerShare: wares.partnerShare,
    partnerId: wares.partnerId,
  }
}
