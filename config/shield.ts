import { defineConfig } from '@adonisjs/shield'

/**
 * Only the token guard is Shield's here, and only where somebody is signed in (see the `allow`
 * middleware). The headers are set in one place for every answer: `app/core/http/security_headers.ts`.
 */
export default defineConfig({
  csrf: {
    enabled: true,
    exceptRoutes: [],
    enableXsrfCookie: false,
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  },
  csp: { enabled: false },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
})
