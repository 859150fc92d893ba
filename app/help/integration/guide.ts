import type { Translate } from '#core/words'
import { absoluteUrl } from '#core/http/surfaces'
import { samples, type Sample } from '#help/integration/samples'
import type { IntegrationFacts } from '#help/queries/integration_facts'

/** A part of the document: the page and the PDF draw the same ones. */
export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'rows'; rows: { name: string; value: string }[]; code: boolean }
  | { kind: 'code'; title: string; text: string; file?: string }

export interface Section {
  id: string
  title: string
  blocks: Block[]
}

/** Parameters of a forwarding call, in the order in which they are explained. */
const PARAMETERS = {
  'v': 'help.guide.parameter.v',
  'env': 'help.guide.parameter.env',
  'event': 'help.guide.parameter.event',
  'trx_id': 'help.guide.parameter.trx_id',
  'order_no': 'help.guide.parameter.order_no',
  'content_id, partner_id': 'help.guide.parameter.ids',
  'cust_ref': 'help.guide.parameter.cust_ref',
  'pay_type': 'help.guide.parameter.pay_type',
  'sub_id, period': 'help.guide.parameter.subscription',
  'amount, currency': 'help.guide.parameter.amount',
  'channel': 'help.guide.parameter.channel',
  'ts': 'help.guide.parameter.ts',
  'kid, sig': 'help.guide.parameter.sig',
}

const ANSWERS = {
  OK: 'help.guide.answer.ok',
  DUPLICATE: 'help.guide.answer.duplicate',
  RETRY: 'help.guide.answer.retry',
  REJECTED: 'help.guide.answer.rejected',
}

/** *Dokumen Integrasi* with this partner's own keys and addresses in it (R3.7; the contract of `forwarding.md`). */
export function integrationGuide(facts: IntegrationFacts, t: Translate): Section[] {
  const text = (words: string): Block => ({ kind: 'text', text: words })
  const [development, production] = facts.keys
  const named = (labels: Record<string, string>) =>
    Object.entries(labels).map(([name, key]) => ({ name, value: t(key) }))
  return [
    {
      id: 'overview',
      title: t('help.guide.overview'),
      blocks: [text(t('help.guide.overview_text')), text(t('help.guide.overview_rule'))],
    },
    {
      id: 'keys',
      title: t('help.guide.keys'),
      blocks: [
        text(t('help.guide.keys_text')),
        {
          kind: 'rows',
          code: true,
          rows: [
            { name: 'partner_id', value: facts.partnerId },
            { name: t('help.guide.trial_kid'), value: development!.kid },
            { name: t('help.guide.trial_secret'), value: development!.secret },
            { name: t('help.guide.live_kid'), value: production!.kid },
            { name: t('help.guide.live_secret'), value: t('help.guide.live_secret_where') },
          ],
        },
      ],
    },
    { id: 'addresses', title: t('help.guide.addresses'), blocks: addresses(facts, t) },
    {
      id: 'call',
      title: t('help.guide.call'),
      blocks: [
        text(t('help.guide.call_text')),
        { kind: 'rows', code: false, rows: named(PARAMETERS) },
      ],
    },
    {
      id: 'signature',
      title: t('help.guide.signature'),
      blocks: [
        {
          kind: 'list',
          items: [
            t('help.guide.sign_1'),
            t('help.guide.sign_2'),
            t('help.guide.sign_3'),
            t('help.guide.sign_4'),
          ],
        },
      ],
    },
    {
      id: 'answer',
      title: t('help.guide.answers'),
      blocks: [
        text(t('help.guide.answers_text')),
        {
          kind: 'code',
          title: 'application/json',
          text: '{"status":"OK","trx_id":"01K…","ref":"A-1001","message":""}',
        },
        { kind: 'rows', code: false, rows: named(ANSWERS) },
        text(t('help.guide.answers_other')),
      ],
    },
    {
      id: 'timing',
      title: t('help.guide.timing'),
      blocks: [
        {
          kind: 'list',
          items: [
            t('help.guide.timing_call'),
            t('help.guide.timing_production'),
            t('help.guide.timing_development'),
          ],
        },
      ],
    },
    {
      id: 'redirect',
      title: t('help.guide.redirect'),
      blocks: [text(t('help.guide.redirect_text')), text(t('help.guide.redirect_rule'))],
    },
    {
      id: 'status',
      title: t('help.guide.status'),
      blocks: [
        text(t('help.guide.status_text')),
        {
          kind: 'code',
          title: 'GET',
          text: `GET ${absoluteUrl('partner', '/api/v1/transactions/{trx_id}')}\netalase-key: ${development!.kid}\netalase-timestamp: 1795414800\netalase-signature: hex(HMAC-SHA-256(secret, "GET\\n/api/v1/transactions/{trx_id}\\n1795414800"))`,
        },
      ],
    },
    {
      id: 'samples',
      title: t('help.guide.samples'),
      blocks: [
        text(t('help.guide.samples_text')),
        ...filledSamples(facts).map(({ language, file, code }): Block => ({
          kind: 'code',
          title: `${language}: ${file}`,
          text: code,
          file,
        })),
      ],
    },
    {
      id: 'openapi',
      title: t('help.guide.openapi'),
      blocks: [
        text(
          t('help.guide.openapi_text', {
            address: absoluteUrl('partner', '/documents/openapi.json'),
          })
        ),
      ],
    },
    {
      id: 'vectors',
      title: t('help.guide.vectors'),
      blocks: [
        text(
          t('help.guide.vectors_text', {
            address: absoluteUrl('partner', '/documents/test-vectors.json'),
          })
        ),
      ],
    },
  ]
}

/** The samples with the partner's trial key in them. */
export function filledSamples({ keys: [development] }: IntegrationFacts): Sample[] {
  const { kid, secret } = development!
  return samples({ kid, secret, statusApi: absoluteUrl('partner', '/api/v1/transactions/') })
}

function addresses({ contents }: IntegrationFacts, t: Translate): Block[] {
  if (contents.length === 0) return [{ kind: 'text', text: t('help.guide.addresses_none') }]
  return contents.flatMap((content): Block[] => [
    { kind: 'text', text: `${content.name} (content_id ${content.id})` },
    {
      kind: 'rows',
      code: true,
      rows: [
        {
          name: t('help.guide.forwarding_development'),
          value: content.forwarding.development ?? '-',
        },
        { name: t('help.guide.redirect_development'), value: content.redirect.development ?? '-' },
        {
          name: t('help.guide.forwarding_production'),
          value: content.forwarding.production ?? '-',
        },
        { name: t('help.guide.redirect_production'), value: content.redirect.production ?? '-' },
      ],
    },
  ])
}
