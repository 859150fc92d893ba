import { formatDate, formatDateTime } from '#core/views/format'
import type { Language } from '#core/http/surfaces'
import { translator } from '#core/words'
import type { ReplyCheck, ReplyCheckName } from '#pki/judge'
import type Agreement from '#pks/models/agreement'
import type PksVerdict from '#pks/models/pks_verdict'
import {
  ADVICE,
  CHECK_WORDS,
  REASON_WORDS,
  SKIP_WORDS,
  type FailureReason,
  type HelpTopic,
} from '#pks/verdict_words'
import { DateTime } from 'luxon'

/** One check in the words of its reader. */
export interface ReadableCheck {
  name: ReplyCheckName
  title: string
  /** As the design system names it. */
  status: 'passed' | 'failed' | 'undecided' | 'unchecked'
  text: string
  steps: string[]
  topic: HelpTopic | null
}

/** A verdict in the words of its reader: the failed first, then what could not be checked, then the passed. */
export interface ReadableVerdict {
  outcome: PksVerdict['outcome']
  /** What decided, ready to end a sentence: *PKS tidak terlampir*. Null when all passed. */
  cause: string | null
  explanation: string | null
  steps: string[]
  topic: HelpTopic | null
  /** The signature itself is good and from the right address: worth saying when only the rest failed. */
  signatureStands: boolean
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
  language: Language
): ReadableVerdict {
  const t = translator(language)
  const facts = factsOf(verdict, agreement, inboundAddress, language)
  const read = (check: ReplyCheck): ReadableCheck => {
    const status = STATUS[check.status]
    const { name } = check
    const base = { name, status, title: t(CHECK_WORDS[name].name) }
    if (check.status === 'passed') {
      return {
        ...base,
        text: t(CHECK_WORDS[name].passed, { ...facts, ...check.params }),
        steps: [],
        topic: null,
      }
    }
    if (check.status === 'skipped') {
      return {
        ...base,
        text: t(SKIP_WORDS[check.reason as keyof typeof SKIP_WORDS], facts),
        steps: [],
        topic: null,
      }
    }
    const words = REASON_WORDS[check.reason as FailureReason]
    const advice = ADVICE[words.advice]
    return {
      ...base,
      text: t(words.text, { ...facts, ...check.params }),
      steps: advice.steps.map((step) => t(step, facts)),
      topic: advice.topic,
    }
  }
  const checks = verdict.checks.map(read)
  const { decisive } = verdict
  const told = decisive && checks.find((check) => check.name === decisive.name)!
  const count = (...statuses: ReadableCheck['status'][]) =>
    checks.filter((check) => statuses.includes(check.status)).length
  return {
    outcome: verdict.outcome,
    cause: decisive && t(REASON_WORDS[decisive.reason as FailureReason].title, facts),
    explanation: told?.text ?? null,
    steps: told?.steps ?? [],
    topic: told?.topic ?? null,
    signatureStands:
      verdict.outcome !== 'accepted' && SIGNATURE.every((name) => verdict.passed(name)),
    checks: checks.toSorted((a, b) => ORDER[a.status] - ORDER[b.status]),
    tally: {
      passed: count('passed'),
      failed: count('failed'),
      unchecked: count('unchecked', 'undecided'),
    },
  }
}

const SIGNATURE: ReplyCheckName[] = [
  'structure',
  'signature',
  'signer',
  'chain',
  'validity',
  'purpose',
  'sender',
]

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
