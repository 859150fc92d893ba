import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'

/** For load balancers and `npm start`: up, and the database answers. */
export default class HealthController {
  async show({ response }: HttpContext) {
    await db.rawQuery('select 1')
    return response.send({ status: 'ok' })
  }
}
