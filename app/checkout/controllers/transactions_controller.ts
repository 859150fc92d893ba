import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { transactionStatus } from '#checkout/queries/transaction_status'
import { networkOf, spend } from '#core/limits'

/** The status API: a partner asks what became of a transaction, signed with its key. */
export default class TransactionsController {
  async show(ctx: HttpContext) {
    const { request, response, params, arrival } = ctx
    const { query } = request.parsedUrl
    // By network first: the key that a request names is not proven yet, and a new name must be no new quota.
    if (!(await spend('api', networkOf(request.ip())))) throw tooMany(response)
    const found = await transactionStatus({
      trxId: String(params.trx_id),
      method: request.method(),
      path: query ? `${arrival.path}?${query}` : arrival.path,
      headers: request.headers(),
    })
    // Unknown, another partner's, or signed wrongly: from outside it is all the same.
    if (!found) return response.status(401).send({ error: 'not_authorised' })
    if (!(await spend('api', `kid:${found.kid}`))) throw tooMany(response)
    return response.send(found.transaction)
  }
}

function tooMany(response: HttpContext['response']) {
  response.header('retry-after', '60')
  return new Exception('too many requests', { status: 429, code: 'E_TOO_MANY_REQUESTS' })
}
