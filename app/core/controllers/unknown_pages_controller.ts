import { Exception } from '@adonisjs/core/exceptions'

/** What no route answers. A route of its own, so that the page knows who is signed in and shows their menu. */
export default class UnknownPagesController {
  show() {
    throw new Exception('no such page', { status: 404, code: 'E_ROUTE_NOT_FOUND' })
  }
}
