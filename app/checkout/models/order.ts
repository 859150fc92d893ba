import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import { mayFollow, UNPAID, type OrderStatus } from '#checkout/order_states'
import type { PaymentMethodKey } from '#payments/contract'
import { clock } from '#shared/clock'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant } from '#shared/database/columns'
import type { Trx } from '#shared/database/main'
import type { BasisPoints, Rupiah } from '#shared/money'

/** What a step of an order may note about itself. */
interface Marks {
  failure?: string | null
  paidAt?: DateTime
  forwardedAt?: DateTime
  fulfilledAt?: DateTime
}

const MARK_COLUMNS: Record<keyof Marks, string> = {
  failure: 'failure',
  paidAt: 'paid_at',
  forwardedAt: 'forwarded_at',
  fulfilledAt: 'fulfilled_at',
}

/** A purchase. Price, share and tax are frozen when it is made (R1.3, R3.8). */
export default class Order extends BaseRecord {
  static override table = 'orders'

  @column()
  declare number: string

  @column()
  declare formKey: string

  @column()
  declare environment: 'production' | 'development'

  @column()
  declare customerId: number

  @column()
  declare partnerId: number

  @column()
  declare contentId: number

  @column()
  declare versionId: number

  @column()
  declare status: OrderStatus

  @column()
  declare method: PaymentMethodKey

  @column()
  declare paymentNumberId: number | null

  @column()
  declare methodMasked: string | null

  @column()
  declare name: string

  @column()
  declare summary: string

  @column()
  declare company: string

  @column()
  declare paymentKind: 'once' | 'subscription'

  @column()
  declare price: Rupiah

  @column()
  declare ppn: BasisPoints

  @column()
  declare partnerShare: BasisPoints

  @column()
  declare failure: string | null

  @instant()
  declare paidAt: DateTime | null

  @instant()
  declare forwardedAt: DateTime | null

  @instant()
  declare fulfilledAt: DateTime | null

  @instant()
  declare announcedAt: DateTime | null

  @instant()
  declare redirectedAt: DateTime | null

  @instant()
  declare expiresAt: DateTime | null

  get isUnpaid(): boolean {
    return UNPAID.includes(this.status)
  }

  /** What the ledger needs to know of it. */
  get terms() {
    const { price, ppn, partnerShare, partnerId } = this
    return { gross: price, ppn, partnerShare, partnerId }
  }

  /** Writes the first event of a new order. */
  async opened(trx: Trx): Promise<void> {
    await this.#note(trx, null, 'created', {})
  }

  /**
   * Takes the order a step on, with its event in the same transaction.
   *
   * @throws for a step that cannot be, and when somebody else was faster: lock the row first
   */
  async advance(
    to: OrderStatus,
    { trx, marks = {}, data = {} }: { trx: Trx; marks?: Marks; data?: Record<string, unknown> }
  ): Promise<void> {
    const from = this.status
    if (!mayFollow(from, to)) throw new Error(`order ${this.number}: ${to} cannot follow ${from}`)
    const changes: Record<string, unknown> = { status: to, updated_at: clock.now().toMillis() }
    for (const [name, value] of Object.entries(marks) as [keyof Marks, Marks[keyof Marks]][]) {
      changes[MARK_COLUMNS[name]] = typeof value === 'object' && value ? value.toMillis() : value
    }
    const changed = await trx
      .from('orders')
      .where('id', this.id)
      .where('status', from)
      .update(changes)
    if (Number(changed) !== 1) throw new Error(`order ${this.number} is ${from} no more`)
    Object.assign(this, { status: to, ...marks })
    this.$hydrateOriginals()
    await this.#note(trx, from, to, data)
  }

  async #note(trx: Trx, from: OrderStatus | null, to: OrderStatus, data: object): Promise<void> {
    await trx
      .insertQuery()
      .table('order_events')
      .insert({
        order_id: this.id,
        from_status: from,
        to_status: to,
        data: JSON.stringify(data),
        at: clock.now().toMillis(),
      })
  }
}
