import type { HttpContext } from '@adonisjs/core/http'
import edge from 'edge.js'
import type { RequestView } from '#core/views/request_view'
import { pageAddress } from '#core/http/page_address'
import { localizedPath, originOf, type Arrival } from '#core/http/surfaces'
import { translator } from '#core/words'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { languageHelpers } from '#core/views/globals'

/** What every template may use beside its own data. Shared once a request, before anything renders. */
export function shareLocals(ctx: HttpContext, more: Record<string, unknown> = {}): void {
  const { arrival } = ctx
  const bare = ctx.request.url()
  const view = ctx.view as unknown as RequestView
  view.rest(commonLocals(arrival)).share({
    current_path: bare,
    alternate_url: localizedPath(pageAddress(ctx), arrival.language === 'id' ? 'en' : 'id'),
    share_path: arrival.surface === 'store' ? sharedPath(ctx) : null,
    old: {},
    errors: {},
    error_list: [],
    retype: false,
    asked: {},
    ...more,
  })
}

/** What a page is called by the world: its address without what only says how somebody came here. A page of a long list is one of its own. */
function sharedPath({ request }: HttpContext): string {
  const key = /^\?(?:after|before)=\d{1,15}$/.exec(`?${request.parsedUrl.query ?? ''}`)
  return request.url() + (key?.[0] ?? '')
}

/** A page may say the old year for so long after midnight of New Year. */
const KEPT_MS = 60_000

const kept = new Map<string, Record<string, unknown>>()

/** What depends on the door and the language alone. */
function commonLocals(arrival: Arrival): Record<string, unknown> {
  const { surface, environment, language } = arrival
  const key = `${surface} ${environment} ${language}`
  let locals = kept.get(key)
  if (locals) return locals
  locals = {
    ...edge.globals,
    ...languageHelpers(language),
    t: translator(language),
    surface,
    environment,
    sandbox: environment === 'development',
    origin: arrival.origin,
    production_url: originOf('store') + localizedPath('/', language),
    partner_url: originOf('partner') + localizedPath('/', language),
    year: clock.now().setZone(DISPLAY_ZONE).year,
    user: null,
    unread_notices: () => 0,
    csrf_field: () => '',
  }
  kept.set(key, locals)
  setTimeout(() => kept.delete(key), KEPT_MS).unref()
  return locals
}
