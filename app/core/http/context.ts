import { HttpContext } from '@adonisjs/core/http'
import { translator, type Translate } from '#core/words'
import { arrivalOf } from './front_door.js'
import { localizedPath, type Arrival, type StoreEnvironment } from './surfaces.js'

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
