/*
 * The real store with its worker, in a process that may be killed. Boots and waits: until it is told to serve it takes nothing. What it is told
 * and what it answers: {@link Order} and {@link Answers}.
 */
import { createServer } from 'node:http'
// @ts-expect-error a program of the benchmarks, without types
import { bootApplication } from '../../../benchmarks/application.js'
import type { FaultPoint } from '#shared/fault_points'

/** What the harness says to the store, each answered once under its number. */
export type Command =
  | { do: 'serve'; aheadMs: number }
  | { do: 'stock'; portal: string }
  | { do: 'customer'; product: string }
  | { do: 'arm'; point: FaultPoint; passes: number }
  | { do: 'report'; forms: string[] }
  | { do: 'renew'; orderId: number }
  | { do: 'stop'; orderId: number }
  | { do: 'leftovers' }
  | { do: 'verify' }

export interface Buyer {
  cookie: string
  token: string
  /** Public id of a verified Speedy number. */
  number: string
}

export interface Purchase {
  id: number
  number: string
  status: string
  environment: string
  payments: { idemKey: string; period: string | null; status: string }[]
  deliveries: { event: string; period: string | null; status: string; trxId: string }[]
}

const app = await bootApplication('web')
const { prepare } = await import('#start/serving')
await prepare(app)
await app.start(async () => {
  const { seedReference } = await import('#database/seeders/reference')
  await seedReference()
  process.on('message', ({ id, command }: { id: number; command: Command }) => {
    answer(command).then(
      (value) => process.send!({ id, value }),
      (error) => process.send!({ id, error: String(error?.stack ?? error) })
    )
  })
  process.send!({ ready: true })
})
process.on('disconnect', () => process.exit(0))

async function answer(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'serve':
      return serve(command.aheadMs)
    case 'stock':
      return stock(command.portal)
    case 'customer':
      return customer(command.product)
    case 'arm': {
      const { armFaultPoint } = await import('#shared/fault_points')
      return armFaultPoint(command.point, command.passes)
    }
    case 'report':
      return report(command.forms)
    case 'renew': {
      const { renewSubscription } = await import('#checkout/actions/renew_subscription')
      const { default: Subscription } = await import('#checkout/models/subscription')
      const { id } = await Subscription.findByOrFail('orderId', command.orderId)
      return renewSubscription(id, { early: true })
    }
    case 'stop': {
      const { stopSubscription } = await import('#checkout/actions/stop_subscription')
      const { default: Order } = await import('#checkout/models/order')
      return void (await stopSubscription(await Order.findOrFail(command.orderId)))
    }
    case 'leftovers':
      return leftovers()
    case 'verify': {
      const { verifyLedger } = await import('#ledger/queries/verify_ledger')
      return verifyLedger()
    }
  }
}

/** The clock runs ahead: what a dead process had leased has run out by now. */
async function serve(aheadMs: number): Promise<void> {
  const { travelBy } = await import('#shared/clock')
  const { OutboxWorker } = await import('#shared/outbox/worker')
  const { frontDoor } = await import('#core/http/front_door')
  travelBy(aheadMs)
  const server = await app.container.make('server')
  await server.boot()
  const listener = createServer(frontDoor(server.handle.bind(server)))
  server.setNodeServer(listener)
  await new Promise<void>((done) => listener.listen(Number(process.env.PORT), '127.0.0.1', done))
  new OutboxWorker().start()
}

/** Contents whose portal takes, refuses, and takes by the month. */
async function stock(portal: string): Promise<Record<'once' | 'refused' | 'monthly', string>> {
  const { createPartner } = await import('#tests/support/accounts')
  const { createContent } = await import('#tests/support/contents')
  const partner = await createPartner()
  const make = async (path: string, paymentKind: 'once' | 'subscription') => {
    const { content } = await createContent(partner, {
      paymentKind,
      version: { forwardingUrlProduction: `${portal}/${path}`, redirectUrlProduction: portal },
    })
    return content.publicId
  }
  return {
    once: await make('take', 'once'),
    refused: await make('refuse', 'once'),
    monthly: await make('take', 'subscription'),
  }
}

async function customer(product: string): Promise<Buyer> {
  const { createCustomer, signIn } = await import('#tests/support/accounts')
  const { registerNumber } = await import('#tests/support/orders')
  const made = await createCustomer('production')
  const { publicId } = await registerNumber(made, 'speedy')
  const visitor = await signIn(made)
  const page = await visitor.get(`/products/${product}`)
  const token = String(page.$('form.purchase [name=_csrf]').val())
  return { cookie: visitor.cookies(), token, number: publicId }
}

async function report(forms: string[]): Promise<Record<string, Purchase[]>> {
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const orders = await db.from('orders').whereIn('form_key', forms)
  const ids = orders.map(({ id }) => id)
  const payments = await db.from('payments').whereIn('order_id', ids).orderBy('id')
  const deliveries = await db.from('deliveries').whereIn('order_id', ids).orderBy('id')
  const parametersOf = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value)
  return Object.fromEntries(
    forms.map((form): [string, Purchase[]] => [
      form,
      orders
        .filter((order) => order.form_key === form)
        .map(({ id, number, status, environment }) => ({
          id,
          number,
          status,
          environment,
          payments: payments
            .filter((payment) => payment.order_id === id)
            .map((payment) => ({
              idemKey: payment.idem_key,
              period: payment.period,
              status: payment.status,
            })),
          deliveries: deliveries
            .filter((delivery) => delivery.order_id === id)
            .map((delivery) => ({
              event: delivery.event,
              period: parametersOf(delivery.parameters).period ?? null,
              status: delivery.status,
              trxId: delivery.trx_id,
            })),
        })),
    ])
  )
}

/** Errands that are due or under way, and those that were given up. */
async function leftovers(): Promise<{ due: number; dead: number }> {
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const { clock } = await import('#shared/clock')
  const count = async (status: string[], dueBy?: number) => {
    const rows = db.from('outbox').whereIn('status', status)
    if (dueBy !== undefined) rows.where('run_at', '<=', dueBy)
    const [{ total }] = await rows.count('* as total')
    return Number(total)
  }
  return {
    due: await count(['pending', 'running'], clock.now().toMillis()),
    dead: await count(['dead']),
  }
}
