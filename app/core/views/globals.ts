import edge from 'edge.js'
import brand from '#config/brand'
import { asset } from '#core/assets'
import { iconSvg } from '#core/icons'
import { attrs } from '#core/markup'
import { localizedPath, originOf, type Language } from '#core/http/surfaces'
import { formatClock, formatDate, formatDateTime, formatTime } from '#core/views/format'
import { formatPriceTag, formatRupiah } from '#shared/money'

/** Edge globals that know no request; `t`, `path`, `date` and the like come with each view. */
export function registerGlobals(): void {
  edge.global('brand', brand)
  edge.global('asset', asset)
  edge.global('icon', iconSvg)
  edge.global('attrs', attrs)
  edge.global('rupiah', formatRupiah)
  edge.global('price_tag', formatPriceTag)
  edge.global('origin_of', originOf)
}

/** Everything in a template that depends on the reader's language. */
export function languageHelpers(language: Language) {
  return {
    lang: language,
    path: (path: string) => localizedPath(path, language),
    date: (instant: any) => (instant ? formatDate(instant, language) : ''),
    time: (instant: any) => (instant ? formatTime(instant, language) : ''),
    date_time: (instant: any) => (instant ? formatDateTime(instant, language) : ''),
    clock_time: (instant: any) => (instant ? formatClock(instant, language) : ''),
  }
}
