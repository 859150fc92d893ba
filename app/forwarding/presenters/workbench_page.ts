import type { Translate } from '#core/words'
import { localizedPath, type Language } from '#core/http/surfaces'
import { formatClock, formatDate, formatTime } from '#core/views/format'
import { ACCEPTS, compare } from '#forwarding/comparison'
import type DeliveryAttempt from '#forwarding/models/delivery_attempt'
import { REASON_LABELS } from '#forwarding/presenters/reasons'
import type { CallFile, CallRow, Workbench } from '#forwarding/queries/workbench'
import { scenarioOf } from '#forwarding/scenarios'
import { unixSeconds } from '#forwarding/signature'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import type { DateTime } from 'luxon'

interface Reader {
  t: Translate
  language: Language
}

/** The workbench in the reader's words (R8.1). */
export function presentWorkbench(
  bench: Workbench,
  selected: CallFile | null,
  { t, language }: Reader,
  showSecret: boolean
) {
  const path = (to: string) => localizedPath(to, language)
  const query = `content=${bench.chosen?.content.publicId ?? ''}&store=${bench.environment}`
  const isTrial = bench.environment === 'development'
  return {
    query,
    isTrial,
    content: bench.chosen && {
      id: bench.chosen.content.publicId,
      name: bench.chosen.version.name ?? t('catalogue.form.untitled'),
    },
    contents: bench.contents.map(({ content, version }) => ({
      value: content.publicId,
      label: version.name ?? t('catalogue.form.untitled'),
    })),
    store: bench.environment,
    stores: [
      { value: 'development', label: t('forwarding.store.development') },
      { value: 'production', label: t('forwarding.store.production') },
    ],
    key: {
      kid: bench.key.kid,
      since: bench.key.activatedAt ? formatDate(bench.key.activatedAt, language) : '',
      secret: showSecret ? bench.key.secret : `••••••••••••••••${bench.key.secret.slice(-4)}`,
      isShown: showSecret,
      toggle: path(`/integration?${query}${showSecret ? '' : '&secret=shown'}`),
    },
    next_key: bench.nextKey && { kid: bench.nextKey.kid, secret: bench.nextKey.secret },
    url: bench.url,
    is_off: bench.isOff,
    scenarios: bench.scenarios.map(({ key, scenario, run, deliveryPublicId }) => ({
      key,
      name: t(scenario.name),
      hint: t(scenario.hint),
      time: run ? shortTime(run.createdAt, language) : '',
      verdict: run === null ? 'idle' : run.passed ? 'ok' : 'bad',
      symbol: run === null ? 'circle-dashed' : run.passed ? 'circle-check' : 'circle-x',
      word: t(
        run === null
          ? 'ui.verdict.unchecked'
          : run.passed
            ? 'ui.verdict.passed'
            : 'ui.verdict.failed'
      ),
      href: deliveryPublicId && path(`/integration/calls/${deliveryPublicId}`),
      isCurrent: deliveryPublicId !== null && selected?.delivery.publicId === deliveryPublicId,
    })),
    passed: bench.scenarios.filter(({ run }) => run?.passed).length,
    calls: bench.calls.map((row) => callRow(row, language)),
  }
}

function callRow({ delivery, attempt }: CallRow, language: Language) {
  const isGood = attempt.verdict === 'ok' || attempt.verdict === 'duplicate'
  return {
    href: localizedPath(
      `/integration/calls/${delivery.publicId}?attempt=${attempt.number}`,
      language
    ),
    time: shortTime(attempt.startedAt, language),
    event: delivery.event,
    order: delivery.parameters.order_no,
    number: attempt.number,
    answer: attempt.answer ? String(attempt.answer.status) : attempt.reason,
    verdict: isGood ? 'ok' : 'bad',
  }
}

/** One call: what went out, what came back, how they differ, and how to do it again. */
export function presentCall(file: CallFile, { t, language }: Reader) {
  const { delivery, attempt, run } = file
  const isLast = attempt.number === file.attempts.at(-1)!.number
  const isJudgedByScenario = run !== null && isLast
  const scenario = run && scenarioOf(run.scenario)
  const rows = isJudgedByScenario ? run.comparison : compare(attempt, delivery.trxId, ACCEPTS)
  const differing = rows.filter((row) => row.differs).length
  const advice =
    isJudgedByScenario && scenario && differing > 0
      ? t(scenario.failed)
      : t(REASON_LABELS[attempt.reason])
  return {
    id: delivery.publicId,
    title: scenario ? t(scenario.name) : `${delivery.event} ${delivery.parameters.order_no}`,
    when: t('forwarding.call.when', {
      date: formatDate(attempt.startedAt, language),
      time: formatClock(attempt.startedAt, language),
      number: attempt.number,
    }),
    attempts: file.attempts.map((one) => ({
      label: t('forwarding.call.attempt', { number: one.number }),
      href: localizedPath(
        `/integration/calls/${delivery.publicId}?attempt=${one.number}`,
        language
      ),
      current: one.number === attempt.number,
    })),
    verdict: differing === 0 ? 'ok' : 'bad',
    verdict_title:
      differing === 0
        ? t('forwarding.call.as_expected')
        : t('forwarding.call.differs', { count: differing }),
    advice,
    mayResend:
      delivery.environment === 'development' &&
      delivery.status !== 'pending' &&
      delivery.status !== 'called_off',
    parameters: parametersOf(attempt, t),
    connect:
      attempt.connectMs === null
        ? t('forwarding.call.not_connected')
        : t('forwarding.call.connected', { ms: attempt.connectMs }),
    answer: attempt.answer && {
      status: String(attempt.answer.status),
      about: [
        contentType(attempt),
        `${Buffer.byteLength(attempt.answer.body)} B`,
        `${attempt.totalMs} ms`,
      ].join(', '),
      body: attempt.answer.body || '–',
    },
    total: `${attempt.totalMs ?? 0} ms`,
    rows: rows.map((row) => ({
      ...row,
      expected: shortened(row.expected),
      received: row.received === null ? null : shortened(row.received),
    })),
    compared: t('forwarding.call.compared', { count: differing, total: rows.length }),
    command: curlOf(attempt),
    trace: localizedPath(`/integration/calls/${delivery.publicId}/trace`, language),
  }
}

const SECRET_LENGTH = 16

function parametersOf(attempt: DeliveryAttempt, t: Translate) {
  const { url } = attempt.request
  if (!URL.canParse(url)) return [{ name: 'url', value: url, note: null }]
  return [...new URL(url).searchParams].map(([name, value]) => ({
    name,
    value: name === 'sig' ? `${value.slice(0, SECRET_LENGTH - 4)}…${value.slice(-4)}` : value,
    note: noteOf(name, value),
  }))

  function noteOf(name: string, value: string): string | null {
    if (name === 'sig') return 'HMAC-SHA-256'
    if (name !== 'ts') return null
    const skew = Math.abs(unixSeconds(attempt.startedAt.toMillis()) - Number(value))
    return t('forwarding.call.skew', { seconds: skew })
  }
}

function contentType(attempt: DeliveryAttempt): string {
  const type = attempt.answer?.headers['content-type']
  return (Array.isArray(type) ? type[0] : type) ?? '–'
}

/** `01KAQJ8T…HE7D`: enough to tell two ids apart. */
function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text
}

/** The very request, for a shell; its signature is good for five minutes. */
export function curlOf(attempt: DeliveryAttempt): string {
  const headers = Object.entries(attempt.request.headers).map(
    ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`
  )
  return ['curl -s', ...headers, quoted(attempt.request.url)].join(' ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** The time for today, the day for what is older. */
function shortTime(at: DateTime, language: Language): string {
  const local = at.setZone(DISPLAY_ZONE)
  return local.hasSame(clock.now().setZone(DISPLAY_ZONE), 'day')
    ? formatTime(at, language)
    : local.setLocale(language).toFormat('d MMM')
}
