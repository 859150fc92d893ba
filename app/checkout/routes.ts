import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'

const OrdersController = () => import('#checkout/controllers/orders_controller')
const SubscriptionsController = () => import('#checkout/controllers/subscriptions_controller')
const PaymentCallbacksController = () =>
  import('#checkout/controllers/payment_callbacks_controller')
const TransactionsController = () => import('#checkout/controllers/transactions_controller')

router
  .group(() => {
    router.get('/orders', [OrdersController, 'index']).as('index')
    router
      .post('/orders', [OrdersController, 'store'])
      .as('store')
      .use(middleware.limit({ name: 'buy' }))
    router.get('/orders/:number', [OrdersController, 'show']).as('show')
    router.get('/orders/:number/open', [OrdersController, 'open']).as('open')
    router.get('/orders/:number/receipt', [OrdersController, 'receipt']).as('receipt')
    router.post('/orders/:number/cancel', [OrdersController, 'cancel']).as('cancel')
    router.post('/orders/:number/stop', [SubscriptionsController, 'destroy']).as('stop')
    router
      .post('/orders/:number/renewal', [SubscriptionsController, 'renew'])
      .as('renewal')
      .use(middleware.limit({ name: 'buy' }))
  })
  .domain('store')
  .as('orders')
  .use(middleware.allow({ who: 'customer' }))

// On a development machine the sandbox calls the doorway: programs there cannot resolve `stores.localhost`.
for (const surface of ['store', 'doorway'] as const) {
  router
    .post('/callbacks/payments/:method', [PaymentCallbacksController, 'store'])
    .domain(surface)
    .as(`payments.callback.${surface}`)
    .use([middleware.allow({ who: 'machine' }), middleware.takes({ kind: 'json' })])
}

router
  .get('/api/v1/transactions/:trx_id', [TransactionsController, 'show'])
  .domain('partner')
  .as('api.transactions.show')
  .use(middleware.allow({ who: 'machine' }))
