/*
 * The validated environment. A production deployment that would be unsafe does not start:
 * see `app/core/safety.ts` for the rules that need more than one value.
 */
import { Env } from '@adonisjs/core/env'

export default await Env.create(new URL('../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test'] as const),
  LOG_LEVEL: Env.schema.enum.optional([
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ] as const),
  APP_KEY: Env.schema.secret(),
  /** Previous keys, comma separated: values sealed with them can still be read. */
  APP_PREVIOUS_KEYS: Env.schema.string.optional(),

  HOST: Env.schema.string({ format: 'host' }),
  PORT: Env.schema.number(),
  PUBLIC_SCHEME: Env.schema.enum.optional(['http', 'https'] as const),
  PUBLIC_PORT: Env.schema.number.optional(),
  TRUST_PROXY: Env.schema.boolean.optional(),
  SURFACES: Env.schema.enum.optional(['hosts', 'ports'] as const),
  STORE_HOST: Env.schema.string.optional(),
  DEVSTORE_HOST: Env.schema.string.optional(),
  PARTNER_HOST: Env.schema.string.optional(),
  STAFF_HOST: Env.schema.string.optional(),

  PASSWORD_POLICY: Env.schema.enum.optional(['guide', 'length'] as const),

  DATABASE_URL: Env.schema.string.optional(),
  STORAGE_DIR: Env.schema.string.optional(),
  WORKER: Env.schema.enum.optional(['inside', 'apart'] as const),

  /** `off`: a development machine that starts with an empty database leaves it so. */
  DEMO: Env.schema.enum.optional(['on', 'off'] as const),

  BRAND_NAME: Env.schema.string.optional(),
  OPERATOR_NAME: Env.schema.string.optional(),

  MAILER: Env.schema.enum.optional(['mailbox', 'smtp'] as const),
  MAIL_FROM: Env.schema.string.optional(),
  MAIL_SMTP_URL: Env.schema.string.optional(),
  INBOUND_ADDRESS: Env.schema.string.optional(),
  INBOUND_MAIL: Env.schema.string.optional(),
  INBOUND_FOLDER: Env.schema.string.optional(),
  IMAP_URL: Env.schema.string.optional(),
  IMAP_PASSWORD: Env.schema.string.optional(),
  IMAP_FOLDER: Env.schema.string.optional(),
  IMAP_TAKEN_FOLDER: Env.schema.string.optional(),
  IMAP_CA_FILE: Env.schema.string.optional(),
  SMTP_HOST: Env.schema.string.optional({ format: 'host' }),
  SMTP_PORT: Env.schema.number.optional(),

  KEYSTORE_FILE: Env.schema.string.optional(),
  KEYSTORE_PASSWORD: Env.schema.string.optional(),
  TRUST_DIR: Env.schema.string.optional(),
  TSA_URL: Env.schema.string.optional(),
  TSA_TRUST_DIR: Env.schema.string.optional(),
  TSA_POLICY: Env.schema.string.optional(),
  /** Where signed heads of the audit chain are kept: outside the database, best on another machine's disk. */
  AUDIT_HEADS_DIR: Env.schema.string.optional(),

  DRAFTS_PER_PARTNER: Env.schema.number.optional(),

  RENEWAL_RETRY_DAYS: Env.schema.string.optional(),

  PPN_BASIS_POINTS: Env.schema.number.optional(),
  PPH23_BASIS_POINTS: Env.schema.number.optional(),

  OUTBOUND_ALLOW: Env.schema.string.optional(),
  PAYMENT_GATEWAY_URL: Env.schema.string.optional(),
  PAYMENT_GATEWAY_KEY: Env.schema.string.optional(),
  SANDBOX_GATEWAY_URL: Env.schema.string.optional(),
  SANDBOX_GATEWAY_KEY: Env.schema.string.optional(),
  MIDTRANS_SERVER_KEY: Env.schema.string.optional(),
  MIDTRANS_URL: Env.schema.string.optional(),
  MIDTRANS_SANDBOX_SERVER_KEY: Env.schema.string.optional(),
  MIDTRANS_SANDBOX_URL: Env.schema.string.optional(),
})
