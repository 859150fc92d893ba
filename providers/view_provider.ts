import type { ApplicationService } from '@adonisjs/core/types'

/** Templates: their globals, and a cache that is never asked twice for what is on disk. */
export default class ViewProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { registerGlobals } = await import('#core/views/globals')
    registerGlobals()
  }
}
