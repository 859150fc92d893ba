import type { Translate } from '#core/words'

/** States of a transaction's delivery, order and payment, as the status API tells them. */
export const TOLD_STATES = {
  delivery: ['pending', 'delivered', 'rejected', 'gone', 'failed', 'called_off'],
  order: [
    ...['created', 'awaiting_payment', 'payment_unknown', 'paid', 'fulfilling', 'fulfilled'],
    ...['fulfil_failed', 'refund_pending', 'refunded', 'failed', 'expired', 'cancelled'],
  ],
  payment: ['pending', 'unknown', 'billed', 'collected', 'declined', 'reversed'],
}

const ULID = { type: 'string', pattern: '^[0-9A-HJKMNP-TV-Z]{26}$' }
const EVENTS = ['purchase', 'renewal', 'stop', 'refund', 'test']

/**
 * The status API as OpenAPI 3.1, and the forwarding call as its webhook: what a partner's tools generate clients and checks from (R8.1).
 *
 * @param server origin of the partner host
 */
export function openApi(server: string, t: Translate) {
  const parameters = callParameters(t)
  return {
    openapi: '3.1.0',
    info: {
      title: t('help.openapi.title'),
      version: '1',
      description: t('help.openapi.description'),
    },
    servers: [{ url: server }],
    paths: { '/api/v1/transactions/{trx_id}': { get: statusCall(t) } },
    webhooks: { forwarding: { get: forwardingCall(parameters, t) } },
    components: {
      securitySchemes: {
        key: header('etalase-key', t('help.openapi.key')),
        timestamp: header('etalase-timestamp', t('help.openapi.timestamp')),
        signature: header('etalase-signature', t('help.openapi.signature')),
      },
      schemas: {
        Transaction: transaction(parameters, t),
        Answer: answer(t),
        Error: {
          type: 'object',
          required: ['error'],
          properties: { error: { type: 'string' } },
        },
      },
    },
    // All three at once.
    security: [{ key: [], timestamp: [], signature: [] }],
  }
}

const header = (name: string, description: string) => ({
  type: 'apiKey',
  in: 'header',
  name,
  description,
})

const json = (schema: string) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${schema}` } },
})

function statusCall(t: Translate) {
  return {
    operationId: 'getTransaction',
    summary: t('help.openapi.status'),
    parameters: [
      {
        name: 'trx_id',
        in: 'path',
        required: true,
        description: t('help.guide.parameter.trx_id'),
        schema: ULID,
      },
    ],
    responses: {
      200: { description: t('help.openapi.found'), content: json('Transaction') },
      401: { description: t('help.openapi.not_authorised'), content: json('Error') },
      429: {
        description: t('help.openapi.too_many'),
        headers: { 'retry-after': { description: 's', schema: { type: 'integer' } } },
      },
    },
  }
}

function forwardingCall(parameters: CallParameter[], t: Translate) {
  const told = (description: string) => ({ description, content: json('Answer') })
  return {
    operationId: 'forwardingCall',
    summary: t('help.guide.call'),
    description: t('help.guide.call_text'),
    security: [],
    parameters: [
      ...parameters.map(({ name, required, description, schema }) => ({
        name,
        in: 'query',
        required,
        description,
        schema,
      })),
      {
        name: 'Etalase-Attempt',
        in: 'header',
        required: true,
        description: t('help.openapi.attempt'),
        schema: { type: 'integer', minimum: 1 },
      },
    ],
    responses: {
      200: told(t('help.guide.answers_text')),
      403: { description: t('help.openapi.refused') },
      410: { description: t('help.openapi.gone') },
    },
  }
}

interface CallParameter {
  name: string
  required: boolean
  description: string
  schema: object
  /** Told by the status API, too. */
  isKept: boolean
}

function callParameters(t: Translate): CallParameter[] {
  const one = (name: string, words: string, schema: object, required = true, isKept = true) => ({
    name,
    required,
    description: t(`help.guide.parameter.${words}`),
    schema,
    isKept,
  })
  return [
    one('v', 'v', { type: 'string', const: '1' }),
    one('env', 'env', { type: 'string', enum: ['production', 'development'] }),
    one('event', 'event', { type: 'string', enum: EVENTS }),
    one('trx_id', 'trx_id', ULID),
    one('order_no', 'order_no', { type: 'string' }),
    one('content_id', 'ids', ULID),
    one('partner_id', 'ids', ULID),
    one('cust_ref', 'cust_ref', { type: 'string' }),
    one('pay_type', 'pay_type', { type: 'string', enum: ['once', 'subscription'] }),
    one('sub_id', 'subscription', { type: 'string' }, false),
    one('period', 'subscription', { type: 'string', pattern: '^\\d{4}-\\d{2}$' }, false),
    one('amount', 'amount', { type: 'integer', minimum: 0 }),
    one('currency', 'amount', { type: 'string', const: 'IDR' }),
    one('channel', 'channel', { type: 'string' }),
    one('ts', 'ts', { type: 'integer' }, true, false),
    one('kid', 'sig', { type: 'string' }, true, false),
    one('sig', 'sig', { type: 'string', pattern: '^[0-9a-f]{64}$' }, true, false),
  ]
}

function transaction(parameters: CallParameter[], t: Translate) {
  const kept = parameters.filter(({ isKept }) => isKept)
  const state = (words: string, values: string[], isNullable = true) => ({
    type: isNullable ? ['string', 'null'] : 'string',
    enum: isNullable ? [...values, null] : values,
    description: t(words),
  })
  const own = {
    created_at: { type: 'string', format: 'date-time' },
    delivery: state('help.openapi.delivery', TOLD_STATES.delivery, false),
    attempts: { type: 'integer', minimum: 0, description: t('help.openapi.attempts') },
    ref: { type: ['string', 'null'], description: t('help.openapi.ref') },
    order: state('help.openapi.order', TOLD_STATES.order),
    payment: state('help.openapi.payment', TOLD_STATES.payment),
  }
  return {
    type: 'object',
    additionalProperties: false,
    required: [
      ...kept.filter(({ required }) => required).map(({ name }) => name),
      ...Object.keys(own),
    ],
    properties: {
      ...Object.fromEntries(
        kept.map(({ name, schema, description }) => [name, { ...schema, description }])
      ),
      ...own,
    },
  }
}

function answer(t: Translate) {
  return {
    type: 'object',
    required: ['status', 'trx_id'],
    properties: {
      status: {
        type: 'string',
        enum: ['OK', 'DUPLICATE', 'RETRY', 'REJECTED'],
        description: ['ok', 'duplicate', 'retry', 'rejected']
          .map((word) => `${word.toUpperCase()}: ${t(`help.guide.answer.${word}`)}`)
          .join('; '),
      },
      trx_id: { ...ULID, description: t('help.guide.parameter.trx_id') },
      ref: { type: 'string', maxLength: 100, description: t('help.openapi.ref') },
      message: { type: 'string', maxLength: 500, description: t('help.openapi.message') },
    },
  }
}
