import type { ApplicationService } from '@adonisjs/core/types'

/** What has to stand before the first request or command. */
export default class AppProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    await import('#core/http/context')
  }

  async start() {
    if (this.app.inProduction && this.app.getEnvironment() === 'web') {
      const { refuseUnsafeProduction } = await import('#core/safety')
      await import('#start/safety')
      await refuseUnsafeProduction()
    }
  }
}
