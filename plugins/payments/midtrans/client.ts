import { createHash, timingSafeEqual } from 'node:crypto'
import { request } from 'undici'

const DEFAULT_TIMEOUT_MS = 8_000
const MAX_ANSWER_BYTES = 64 * 1024

/** What Midtrans says of a transaction: an answer of its Core API, or the body of a notification. All values are strings. */
export type Transaction = Readonly<Record<string, unknown>>

export type MidtransAnswer =
  { type: 'answered'; code: number; body: Transaction } | { type: 'lost'; detail: string }

/**
 * Client of Midtrans' Core API (docs.midtrans.com, *Core API*): JSON below `/v2`, basic authorization with the server key as the user.
 * The code that counts is `status_code` in the body, which the status line mostly repeats.
 */
export class MidtransClient {
  constructor(
    private readonly settings: {
      baseUrl: string
      serverKey: string
      timeoutMs?: number
      callbackUrl?: string
    }
  ) {}

  charge(payload: object): Promise<MidtransAnswer> {
    const { callbackUrl } = this.settings
    return this.#call('POST', '/charge', payload, {
      ...(callbackUrl && { 'x-override-notification': callbackUrl }),
    })
  }

  status(orderId: string): Promise<MidtransAnswer> {
    return this.#call('GET', `/${encodeURIComponent(orderId)}/status`)
  }

  cancel(orderId: string): Promise<MidtransAnswer> {
    return this.#call('POST', `/${encodeURIComponent(orderId)}/cancel`)
  }

  /** The same `refund_key` again is the same refund. */
  refund(
    orderId: string,
    payload: { refund_key: string; amount: number; reason: string }
  ): Promise<MidtransAnswer> {
    return this.#call('POST', `/${encodeURIComponent(orderId)}/refund/online/direct`, payload)
  }

  /** A notification is signed over order, code and amount; nothing in it says when. */
  isGenuine(body: Transaction): boolean {
    const { order_id: orderId, status_code: code, gross_amount: amount, signature_key: sign } = body
    if (![orderId, code, amount, sign].every((value) => typeof value === 'string')) return false
    const expected = createHash('sha512')
      .update(`${orderId}${code}${amount}${this.settings.serverKey}`)
      .digest()
    const given = Buffer.from(String(sign), 'hex')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  async #call(
    method: 'GET' | 'POST',
    path: string,
    payload?: object,
    headers: Record<string, string> = {}
  ): Promise<MidtransAnswer> {
    const { baseUrl, serverKey, timeoutMs } = this.settings
    const signal = AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS)
    try {
      const answer = await request(`${baseUrl.replace(/\/+$/, '')}/v2${path}`, {
        method,
        headers: {
          'accept': 'application/json',
          'content-type': 'application/json',
          'authorization': `Basic ${Buffer.from(`${serverKey}:`).toString('base64')}`,
          ...headers,
        },
        body: payload ? JSON.stringify(payload) : null,
        signal,
        reset: true,
      })
      const body = parse(await readText(answer.body))
      const code = Number(body?.status_code ?? answer.statusCode)
      if (!body) return { type: 'lost', detail: `HTTP ${answer.statusCode}, not JSON` }
      return code >= 500 || !Number.isInteger(code)
        ? { type: 'lost', detail: `status_code ${code}` }
        : { type: 'answered', code, body }
    } catch (error) {
      const code = (error as { code?: unknown }).code
      const detail = typeof code === 'string' ? code : String(error)
      return { type: 'lost', detail: signal.aborted ? 'timeout' : detail }
    }
  }
}

/** A JSON object, or null. */
export function parse(text: string): Transaction | null {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = value !== null && typeof value === 'object' && !Array.isArray(value)
    return isObject ? (value as Transaction) : null
  } catch {
    return null
  }
}

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error('answer too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
