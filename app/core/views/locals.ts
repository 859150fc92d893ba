import type { HttpContext } from '@adonisjs/core/http'
import { localizedPath, originOf } from '#core/http/surfaces'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { languageHelpers } from '#core/views/globals'

/** What every template may use beside its own data. Shared once a request, before anything renders. */
export function shareLocals(ctx: HttpContext, more: Record<string, unknown> = {}): void {
  const { arrival } = ctx
  const bare = ctx.request.url()
  ctx.view.share({
    ...languageHelpers(arrival.language),
    t: ctx.t,
    surface: arrival.surface,
    environment: arrival.environment,
    sandbox: arrival.environment === 'development',
    current_path: bare,
    alternate_url: localizedPath(bare, arrival.language === 'id' ? 'en' : 'id'),
    production_url: originOf('store') + localizedPath('/', arrival.language),
    partner_url: originOf('partner') + localizedPath('/', arrival.language),
    year: clock.now().setZone(DISPLAY_ZONE).year,
    user: null,
    csrf_field: () => '',
    old: {},
    errors: {},
    error_list: [],
    ...more,
  })
}
