import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { applyCallback } from '#checkout/actions/apply_callback'
import type { CallbackError, CallbackEvent, PaymentStore } from '#payments/contract'
import { payments } from '#payments/main'
import type { Result } from '#shared/result'

const STATUS = {
  bad_signature: 401,
  stale: 401,
  malformed: 400,
  unknown_charge: 404,
  wrong_amount: 422,
} as const
const STORES = ['production', 'development'] as const satisfies PaymentStore[]

/** Payment services tell here what happened to a charge: signed, at least once, in any order. */
export default class PaymentCallbacksController {
  async store({ params, request, response }: HttpContext) {
    const key = String(params.method)
    const judged = await this.#judge(key, request.headers(), request.raw() ?? '')
    if (!judged) throw new Exception('no such method', { status: 404, code: 'E_NOT_FOUND' })
    if (!judged.verdict.ok) {
      const { type } = judged.verdict.error
      return response.status(STATUS[type]).send({ error: type })
    }
    const applied = await applyCallback(judged.method, judged.stores, judged.verdict.value)
    if (!applied.ok)
      return response.status(STATUS[applied.error.type]).send({ error: applied.error.type })
    return response.send({ status: applied.value })
  }

  /** A key of one store says nothing about the charges of the other; a sandbox may serve both. */
  async #judge(key: string, headers: Record<string, string | string[] | undefined>, body: string) {
    let refusal: Result<CallbackEvent, CallbackError> | null = null
    let accepted: Result<CallbackEvent, CallbackError> | null = null
    const stores: PaymentStore[] = []
    for (const store of STORES) {
      if (!payments().has(store, key)) continue
      const method = await payments().use(store, key)
      const verdict = method.verifyCallback(headers, body)
      if (verdict.ok) {
        accepted = verdict
        stores.push(store)
      } else {
        refusal ??= verdict
      }
    }
    const verdict = accepted ?? refusal
    return verdict && { method: key as Parameters<typeof applyCallback>[0], stores, verdict }
  }
}
