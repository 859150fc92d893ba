import { defineConfig } from '@adonisjs/auth'
import { sessionGuard, sessionUserProvider } from '@adonisjs/auth/session'
import type { InferAuthenticators } from '@adonisjs/auth/types'

const authConfig = defineConfig({
  default: 'customer',
  guards: {
    customer: sessionGuard({
      useRememberMeTokens: false,
      provider: sessionUserProvider({ model: () => import('#customers/models/customer') }),
    }),
    partner: sessionGuard({
      useRememberMeTokens: false,
      provider: sessionUserProvider({ model: () => import('#partners/models/partner') }),
    }),
    staff: sessionGuard({
      useRememberMeTokens: false,
      provider: sessionUserProvider({ model: () => import('#identity/models/staff') }),
    }),
  },
})

export default authConfig

declare module '@adonisjs/auth/types' {
  export interface Authenticators extends InferAuthenticators<typeof authConfig> {}
}
