import { formatDate, formatDateTime } from '#core/views/format'
import type { Language } from '#core/http/surfaces'
import { translator, type Translate } from '#core/words'
import type { ReplyCheck, ReplyCheckName } from '#pki/judge'
import type Agreement from '#pks/models/agreement'
import type PksVerdict from '#pks/models/pks_verdict'
import {
  ADVICE,
  CHECK_WORDS,
  PINNED_WORDS,
  REASON_WORDS,
  SKIP_WORDS,
  STAFF_STEPS,
  type Advice,
  type FailureReason,
  type HelpTopic,
  type Reader,
} from '#pks/verdict_words'
import { DateTime } from 'luxon'

/** One check in the words of its reader. */
export interface ReadableCheck {
  name: ReplyCheckName
  title: string
  /** As the design system names it. */
  status: 'passed' | 'failed' | 'undecided' | 'unchecked'
  /** In place of the status's own word. */
  label: string | null
  text: string
  steps: string[]
  topic: HelpTopic | null
  /** The steps speak of the page *Sertifikat Anda*. */
  ownCertificate: boolean
  /** The steps are the partner's, and somebody else reads them. */
  forPartner: boolean
}

/** A verdict in the words of its reader: the failed first, then what could not be checked, then the passed. */
export interface ReadableVerdict {
  outcome: PksVerdict['outcome']
  /** What decided, ready to end a sentence: *PKS tidak terlampir, dan 2 hal lain*. Null when all passed. */
  cause: string | null
  /** What each check that decided found, the first one first. */
  explanation: string | null
  /** What to do about all of them; where several decided, each step names its check. */
  steps: string[]
  /** Where the help for the first is. */
  topic: HelpTopic | null
  /** Some step speaks of the page *Sertifikat Anda*. */
  ownCertificate: boolean
  /** A sentence about the signature, where it is good though the reply is not. */
  signature: string | null
  /** Sound but for a code that an accepted reply has used: an answer given before, and nothing to mend. */
  isRepetition: boolean
  checks: ReadableCheck[]
  tally: { passed: number; failed: number; unchecked: number }
}

const STATUS = {
  passed: 'passed',
  failed: 'failed',
  indeterminate: 'undecided',
  skipped: 'unchecked',
} as const
const ORDER: Record<ReadableCheck['status'], number> = {
  failed: 0,
  undecided: 1,
  unchecked: 2,
  passed: 3,
}

/** Puts a verdict into words. Facts of the mail (an address, a name) are text, never markup. */
export function readVerdict(
  verdict: PksVerdict,
  agreement: Agreement,
  inboundAddress: string,
  language: Language,
  reader: Reader = 'partner'
): ReadableVerdict {
  const t = translator(language)
  const facts = factsOf(verdict, agreement, inboundAddress, language)
  const isPinned = verdict.checks.some(
    ({ name, params }) => PINNED_WORDS[name] && params?.how === 'pinned'
  )
  const isRepetition = agreement.acceptedAt !== null && verdict.failsOnlyForUsedCode
  const read = (check: ReplyCheck): ReadableCheck => {
    const { name } = check
    const base = {
      name,
      status: STATUS[check.status],
      title: t(CHECK_WORDS[name].name),
      label: null,
      steps: [],
      topic: null,
      ownCertificate: false,
      forPartner: false,
    }
    if (check.status === 'passed') {
      const words = (isPinned && PINNED_WORDS[name]?.[reader]) || CHECK_WORDS[name].passed
      return { ...base, text: t(words, { ...facts, ...check.params }) }
    }
    if (check.status === 'skipped') {
      return { ...base, text: t(SKIP_WORDS[check.reason as keyof typeof SKIP_WORDS], facts) }
    }
    if (isRepetition) {
      const [label, text] = [t('pks.reply.repeated_check'), t('pks.reply.repeated_code')]
      return { ...base, status: 'unchecked', label, text }
    }
    const words = REASON_WORDS[check.reason as FailureReason]
    const text = t(words.text, { ...facts, ...check.params })
    const own = reader === 'staff' && STAFF_STEPS[words.advice]
    if (own) return { ...base, text, steps: own.map((step) => t(step)) }
    const advice: Advice = ADVICE[words.advice]
    return {
      ...base,
      text,
      forPartner: reader === 'staff',
      steps: advice.steps.map((step) => t(step, facts)),
      topic: advice.topic,
      ownCertificate: advice.ownCertificate === true,
    }
  }
  const checks = verdict.checks.map(read)
  const { decisive } = verdict
  const told = decisive
    ? verdict.checks.flatMap(({ status }, at) => (status === decisive.status ? [checks[at]!] : []))
    : []
  const cause = decisive && t(REASON_WORDS[decisive.reason as FailureReason].title, facts)
  const count = (...statuses: ReadableCheck['status'][]) =>
    checks.filter((check) => statuses.includes(check.status)).length
  return {
    outcome: verdict.outcome,
    cause: told.length > 1 ? t('pks.reply.cause_more', { cause, count: told.length - 1 }) : cause,
    explanation: told.length > 0 ? told.map(({ text }) => text).join(' ') : null,
    steps: stepsOf(told),
    topic: told[0]?.topic ?? null,
    ownCertificate: told.some(({ ownCertificate }) => ownCertificate),
    signature: signatureWords(verdict, t),
    isRepetition,
    checks: checks.toSorted((a, b) => ORDER[a.status] - ORDER[b.status]),
    tally: {
      passed: count('passed'),
      failed: count('failed'),
      unchecked: count('unchecked', 'undecided'),
    },
  }
}

/** Each step once; where several checks need mending, it says for which. */
function stepsOf(told: readonly ReadableCheck[]): string[] {
  const steps = new Map<string, string>()
  for (const { title, steps: own } of told) {
    for (const step of own) {
      if (!steps.has(step)) steps.set(step, told.length > 1 ? `${title}: ${step}` : step)
    }
  }
  return [...steps.values()]
}

/** Everything that a signature is good by, but for who sent it. */
const SIGNATURE: ReplyCheckName[] = [
  'structure',
  'signature',
  'signer',
  'chain',
  'validity',
  'purpose',
]

function signatureWords(verdict: PksVerdict, t: Translate): string | null {
  const isRevoked = verdict.failed('revocation')
  if (verdict.outcome === 'accepted' || isRevoked) return null
  if (!SIGNATURE.every((name) => verdict.passed(name))) return null
  return t(verdict.passed('sender') ? 'pks.reply.signature_stands' : 'pks.reply.signature_itself')
}

function factsOf(
  verdict: PksVerdict,
  agreement: Agreement,
  inboundAddress: string,
  language: Language
) {
  const { signer } = verdict
  return {
    content: agreement.terms.content.name,
    email: agreement.email,
    inbound: inboundAddress,
    subject: signer?.commonName ?? '',
    serial_end: signer ? ending(signer.serial) : '',
    not_after: signer ? formatDate(DateTime.fromISO(signer.notAfter), language) : '',
    judged_at: formatDateTime(verdict.judgedAt, language),
    from: '',
    expected: agreement.email,
    count: '',
  }
}

/** `4C:91`: enough to tell two certificates apart at a glance. */
function ending(serial: string): string {
  return serial.slice(-4).replace(/(..)(..)/, '$1:$2')
}
