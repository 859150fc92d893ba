import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { transactionStatus } from '#checkout/queries/transaction_status'
import { networkOf, spend } from '#core/limits'
import { REQUEST_HEADERS } from '#forwarding/signature'

/** The status API: a partner asks what became of a transaction, signed with its key. */
export default class TransactionsController {
  async show(ctx: HttpContext) {
    const { request, response, params, arrival } = ctx
    const { query } = request.parsedUrl
    const kid = String(request.header(REQUEST_HEADERS.kid) ?? 'none').slice(0, 40)
    if (!(await spend('api', `${kid}:${networkOf(request.ip())}`))) {
      response.header('retry-after', '60')
      throw new Exception('too many requests', { status: 429, code: 'E_TOO_MANY_REQUESTS' })
    }
    const found = await transactionStatus({
      trxId: String(params.trx_id),
      method: request.method(),
      path: query ? `${arrival.path}?${query}` : arrival.path,
      headers: request.headers(),
    })
    // Unknown, another partner's, or signed wrongly: from outside it is all the same.
    if (!found) return response.status(401).send({ error: 'not_authorised' })
    return response.send(found.transaction)
  }
}
