import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'

server.errorHandler(() => import('#core/exception_handler'))

/** Before the router: nothing here may read a session or a database. */
server.use([
  () =>
    import('@adonisjs/core/bodyparser_middleware').then(
      () => import('#core/middleware/container_bindings_middleware')
    ),
  () => import('#core/middleware/origin_guard_middleware'),
])

router.use([
  () => import('@adonisjs/core/bodyparser_middleware'),
  () => import('@adonisjs/auth/initialize_auth_middleware'),
])

export const middleware = router.named({
  allow: () => import('#identity/middleware/allow_middleware'),
  limit: () => import('#core/middleware/limit_middleware'),
})
