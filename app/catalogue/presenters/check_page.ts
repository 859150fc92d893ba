import type { AddressOutcome } from '#catalogue/checks/address_answer'
import type { TextHint } from '#catalogue/checks/text_rules'
import type { DraftCheck } from '#catalogue/queries/check_draft'
import { FIELD_LABELS } from '#catalogue/queries/missing_fields'
import type { Translate } from '#core/words'

/** A line for `@!verdict.check`; `field` is where it is mended. */
export interface CheckLine {
  status: 'passed' | 'failed' | 'undecided' | 'unchecked'
  label: string
  title: string
  text: string
  field: string | null
}

const OUTCOMES: Record<AddressOutcome, string> = {
  reachable: 'catalogue.check.address.reachable',
  not_found: 'catalogue.check.address.not_found',
  refused: 'catalogue.check.address.refused',
  server_error: 'catalogue.check.address.server_error',
  unresolvable: 'catalogue.check.address.unresolvable',
  timeout: 'catalogue.check.address.timeout',
  tls: 'catalogue.check.address.tls',
  no_connection: 'catalogue.check.address.no_connection',
  forbidden: 'catalogue.check.address.forbidden',
  unreadable: 'catalogue.check.address.unreadable',
}

const HINTS: Record<TextHint['rule'], string> = {
  too_short: 'catalogue.check.text.too_short',
  capitals: 'catalogue.check.text.capitals',
  contact: 'catalogue.check.text.contact',
  words: 'catalogue.check.text.words',
}

const STATUS: Record<CheckLine['status'], string> = {
  passed: 'catalogue.check.status.passed',
  failed: 'catalogue.check.status.failed',
  undecided: 'catalogue.check.status.undecided',
  unchecked: 'catalogue.check.status.unchecked',
}

/** A draft's check in words: what stands in the way first, then what a reviewer would stop at, then the rest. */
export function checkLines(check: DraftCheck, t: Translate): CheckLine[] {
  const lines = [
    ...missingLines(check, t),
    ...careLines(check, t),
    ...textLines(check, t),
    ...namesakeLines(check, t),
    pictureLine(check, t),
    ...addressLines(check, t),
  ]
  const rank = ['failed', 'undecided', 'unchecked', 'passed']
  return lines
    .map((line) => ({ ...line, label: t(STATUS[line.status]) }))
    .sort((one, other) => rank.indexOf(one.status) - rank.indexOf(other.status))
}

type Line = Omit<CheckLine, 'label'>

function missingLines({ missing }: DraftCheck, t: Translate): Line[] {
  if (missing.length === 0)
    return [{ status: 'passed', title: t('catalogue.check.complete'), text: '', field: null }]
  return missing.map((field) => ({
    status: 'failed',
    title: t(FIELD_LABELS[field]),
    text: t(
      field === 'terms_accepted' ? 'catalogue.check.terms_missing' : 'catalogue.check.missing'
    ),
    field,
  }))
}

function careLines({ care }: DraftCheck, t: Translate): Line[] {
  const lines: Line[] = []
  if (care.phone !== 'missing')
    lines.push({
      status: care.phone === 'plausible' ? 'passed' : 'undecided',
      title: t('catalogue.field.care_phone'),
      text: t(
        care.phone === 'plausible'
          ? 'catalogue.check.care.phone_good'
          : 'catalogue.check.care.phone'
      ),
      field: 'care_phone',
    })
  if (care.email === 'unread')
    lines.push({
      status: 'undecided',
      title: t('catalogue.field.care_email'),
      text: t('catalogue.check.care.email'),
      field: 'care_email',
    })
  return lines
}

function textLines({ texts }: DraftCheck, t: Translate): Line[] {
  if (texts.length === 0)
    return [{ status: 'passed', title: t('catalogue.check.text.good'), text: '', field: null }]
  return texts.map(({ field, rule, found }) => ({
    status: 'undecided',
    title: t(FIELD_LABELS[field]),
    text: t(HINTS[rule], { found }),
    field,
  }))
}

function namesakeLines({ namesake }: DraftCheck, t: Translate): Line[] {
  if (!namesake) return []
  const title = t('catalogue.field.name')
  return [{ status: 'undecided', title, text: t('catalogue.check.namesake'), field: 'name' }]
}

function pictureLine({ picture }: DraftCheck, t: Translate): Line {
  const { state, width, height } = picture
  const texts = {
    large: 'catalogue.check.picture.large',
    small: 'catalogue.check.picture.small',
    none: 'catalogue.check.picture.none',
  }
  return {
    status: state === 'large' ? 'passed' : 'undecided',
    title: t('catalogue.field.image'),
    text: t(texts[state], { width, height }),
    field: 'image',
  }
}

function addressLines({ addresses }: DraftCheck, t: Translate): Line[] {
  return addresses.results.map(({ field, url, result }) => {
    const status = !result ? 'unchecked' : result.outcome === 'reachable' ? 'passed' : 'undecided'
    const words = result
      ? t(OUTCOMES[result.outcome], { status: result.status ?? 0, ms: result.ms })
      : t(
          addresses.isRunning
            ? 'catalogue.check.address.running'
            : 'catalogue.check.address.untried'
        )
    return { status, title: t(FIELD_LABELS[field]), text: `${url}: ${words}`, field }
  })
}
