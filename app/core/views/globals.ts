import edge from 'edge.js'
import brand from '#config/brand'
import { asset } from '#core/assets'
import { iconSvg } from '#core/icons'
import { attrs, codeLine } from '#core/markup'
import { localizedPath, originOf, type Language } from '#core/http/surfaces'
import { formatClock, formatDate, formatDateTime, formatTime } from '#core/views/format'
import { formatPriceTag, formatRupiah } from '#shared/money'
import { formatPhone } from '#shared/phone'

/** Edge globals that know no request; `t`, `path`, `date` and the like come with each view. */
export function registerGlobals(): void {
  edge.global('brand', brand)
  edge.global('asset', asset)
  edge.global('icon', iconSvg)
  edge.global('attrs', attrs)
  edge.global('code_line', codeLine)
  edge.global('phone', formatPhone)
  edge.global('rupiah', formatRupiah)
  edge.global('price_tag', formatPriceTag)
  edge.global('origin_of', originOf)
  edge.global('english_path', (path: string) => localizedPath(path, 'en'))
}

type Helpers = Record<string, unknown>

const lenders: ((language: Language) => Helpers)[] = []
const helpers = new Map<Language, Helpers>()

/** Adds helpers that belong to an area to every view. Done in `providers/view_provider.ts` alone. */
export function lendToViews(lender: (language: Language) => Helpers): void {
  lenders.push(lender)
  helpers.clear()
}

/** Everything in a template that depends on the reader's language and on nothing else. Made once. */
export function languageHelpers(language: Language): Helpers {
  let made = helpers.get(language)
  if (!made) helpers.set(language, (made = makeHelpers(language)))
  return made
}

function makeHelpers(language: Language): Helpers {
  return {
    lang: language,
    path: (path: string) => localizedPath(path, language),
    date: (instant: any) => (instant ? formatDate(instant, language) : ''),
    time: (instant: any) => (instant ? formatTime(instant, language) : ''),
    date_time: (instant: any) => (instant ? formatDateTime(instant, language) : ''),
    clock_time: (instant: any) => (instant ? formatClock(instant, language) : ''),
    ...Object.assign({}, ...lenders.map((lend) => lend(language))),
  }
}
