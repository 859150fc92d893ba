import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { middleware } from '#start/kernel'
import { listensOnLoopback } from '#core/http/surfaces'

const DoorwayController = () => import('#doorway/controllers/doorway_controller')
const MailboxController = () => import('#doorway/controllers/mailbox_controller')
const DemoSignInController = () => import('#doorway/controllers/demo_sign_in_controller')

// Not hidden in production: not there.
if (!app.inProduction && listensOnLoopback()) {
  router
    .group(() => {
      router.get('/', [DoorwayController, 'show'])
      router.get('/enter/:account', [DoorwayController, 'enter'])
      router.get('/mailbox', [MailboxController, 'index'])
      router.get('/mailbox/:id', [MailboxController, 'show'])
      router.get('/mailbox/:id/html', [MailboxController, 'html'])
      router.get('/mailbox/:id/raw', [MailboxController, 'raw'])
      router.get('/mailbox/:id/attachments/:index', [MailboxController, 'attachment'])
    })
    .domain('doorway')
    .use(middleware.allow({ who: 'anyone' }))

  for (const surface of ['store', 'partner', 'staff']) {
    router
      .get('/demo-sign-in/:token', [DemoSignInController, 'store'])
      .domain(surface)
      .use(middleware.allow({ who: 'guest', session: 'always' }))
  }
}
