import { HttpContext } from '@adonisjs/core/http'
import i18nManager from '@adonisjs/i18n/services/main'
import { arrivalOf } from './front_door.js'
import { localizedPath, type Arrival, type StoreEnvironment } from './surfaces.js'

/** Translates a key of `resources/lang` into the request's language. */
export type Translate = (key: string, data?: Record<string, any>) => string

declare module '@adonisjs/core/http' {
  interface HttpContext {
    arrival: Arrival
    t: Translate
    /** Adds the language prefix to a path of this surface. */
    path(path: string): string
    /** The store's environment; throws outside the store surface. */
    storeEnvironment: StoreEnvironment
  }
}

HttpContext.getter(
  'arrival',
  function (this: HttpContext) {
    return arrivalOf(this.request.request)
  },
  true
)

HttpContext.getter(
  't',
  function (this: HttpContext) {
    return translator(this.arrival.language)
  },
  true
)

HttpContext.getter('storeEnvironment', function (this: HttpContext) {
  const { environment } = this.arrival
  if (!environment) throw new Error('not on a store host')
  return environment
})

HttpContext.macro('path', function (this: HttpContext, path: string) {
  return localizedPath(path, this.arrival.language)
})

const translators = new Map<'id' | 'en', Translate>()

/** The translator of a language: in requests, mails, documents, jobs. Made once; a message without data is formatted once. */
export function translator(language: 'id' | 'en'): Translate {
  let translate = translators.get(language)
  if (translate) return translate
  const i18n = i18nManager.locale(language)
  const plain = new Map<string, string>()
  translate = (key, data) => {
    if (data) return i18n.t(key, data)
    let message = plain.get(key)
    if (message === undefined) plain.set(key, (message = i18n.t(key)))
    return message
  }
  translators.set(language, translate)
  return translate
}
