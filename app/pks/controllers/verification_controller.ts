import { readFile } from 'node:fs/promises'
import type { HttpContext } from '@adonisjs/core/http'
import { formWithErrors } from '#core/http/form'
import { sealKeyPanels } from '#pks/presenters/public_seal_keys'
import { fingerprintGroups } from '#pks/presenters/certificate_card'
import {
  examineDocument,
  findByFingerprint,
  findByVerificationNumber,
  type Finding,
  type PublicAgreement,
} from '#pks/queries/check_document'

/** A PKS has some hundred kilobytes, its archive copies little more. */
const LARGEST_DOCUMENT = 10 * 1024 * 1024

type Status = PublicAgreement['status']

const STATES: Record<Status, { word: string; text: string }> = {
  waiting: { word: 'pks.verify.status_waiting', text: 'pks.verify.waiting_text' },
  accepted: { word: 'pks.verify.status_accepted', text: 'pks.verify.accepted_text' },
  lapsed: { word: 'pks.verify.status_lapsed', text: 'pks.verify.lapsed_text' },
  ended: { word: 'pks.verify.status_ended', text: 'pks.verify.ended_text' },
}

/** By number, or by the fingerprint alone, there is one more outcome each. */
type Outcome = Finding['kind'] | 'number' | 'unknown_number' | 'unknown_fingerprint'

const WORDS: Record<Outcome, { verdict: 'ok' | 'bad'; title: string; text: string }> = {
  number: {
    verdict: 'ok',
    title: 'pks.verify.genuine_number',
    text: 'pks.verify.genuine_number_text',
  },
  original: {
    verdict: 'ok',
    title: 'pks.verify.genuine_file',
    text: 'pks.verify.genuine_file_text',
  },
  archive: { verdict: 'ok', title: 'pks.verify.archive', text: 'pks.verify.archive_text' },
  appended: { verdict: 'bad', title: 'pks.verify.altered', text: 'pks.verify.appended_text' },
  changed: { verdict: 'bad', title: 'pks.verify.altered', text: 'pks.verify.changed_text' },
  unrecorded: {
    verdict: 'bad',
    title: 'pks.verify.unrecorded',
    text: 'pks.verify.unrecorded_text',
  },
  unknown: {
    verdict: 'bad',
    title: 'pks.verify.unknown_file',
    text: 'pks.verify.unknown_file_text',
  },
  unknown_number: {
    verdict: 'bad',
    title: 'pks.verify.unknown_number',
    text: 'pks.verify.unknown_number_text',
  },
  unknown_fingerprint: {
    verdict: 'bad',
    title: 'pks.verify.unknown_fingerprint',
    text: 'pks.verify.unknown_fingerprint_text',
  },
}

/** What to do, where something is wrong. */
const STEPS: Partial<Record<Outcome, string[]>> = {
  appended: ['pks.verify.step_refuse', 'pks.verify.step_original', 'pks.verify.step_contact'],
  changed: ['pks.verify.step_refuse', 'pks.verify.step_original', 'pks.verify.step_contact'],
  unrecorded: ['pks.verify.step_refuse', 'pks.verify.step_contact'],
  unknown: ['pks.verify.step_original', 'pks.verify.step_number', 'pks.verify.step_contact'],
}

/**
 * The public page on which anybody checks a PKS (R8.2): by its printed number, by its fingerprint (which `check_file.js` makes in the
 * browser, so that the file stays there), or by the file. Shows nothing personal.
 */
export default class VerificationController {
  async show(ctx: HttpContext) {
    const { nomor, sidik } = ctx.request.qs()
    if (typeof sidik === 'string' && /^[0-9a-f]{64}$/i.test(sidik)) {
      const found = await findByFingerprint(sidik)
      if (found) return answer(ctx, { outcome: found.kind, finding: found })
      return answer(ctx, { outcome: 'unknown_fingerprint', fingerprint: sidik.toLowerCase() })
    }
    const number = typeof nomor === 'string' ? nomor.slice(0, 40) : ''
    if (number === '') return render(ctx, {})
    const agreement = await findByVerificationNumber(number)
    return answer(ctx, { outcome: agreement ? 'number' : 'unknown_number', number, agreement })
  }

  async store(ctx: HttpContext) {
    const file = ctx.request.file('document')
    const problem = !file?.tmpPath
      ? 'pks.verify.file_missing'
      : file.size > LARGEST_DOCUMENT
        ? 'pks.verify.file_large'
        : null
    if (problem) {
      formWithErrors(ctx, [{ field: 'document', message: ctx.t(problem) }])
      return render(ctx, {})
    }
    const finding = await examineDocument(await readFile(file!.tmpPath!))
    return answer(ctx, { outcome: finding.kind, finding })
  }
}

interface Answer {
  outcome: Outcome
  number?: string
  /** What was asked for, where nothing is known of it. */
  fingerprint?: string
  agreement?: PublicAgreement | null
  finding?: Finding
}

function answer(ctx: HttpContext, { outcome, number, fingerprint, agreement, finding }: Answer) {
  const { t } = ctx
  const found = agreement ?? (finding && 'agreement' in finding ? finding.agreement : null)
  const { verdict, title, text } = WORDS[outcome]
  const isGenuine = verdict === 'ok'
  return render(ctx, {
    number,
    result: {
      // Genuine, and yet in force only once both have signed it, and until it ends.
      verdict: isGenuine && found?.status !== 'accepted' ? 'hold' : verdict,
      title: t(title),
      text: t(text),
      state: isGenuine && found ? t(STATES[found.status].text) : null,
      steps: (STEPS[outcome] ?? []).map((step) => t(step)),
      uploadInstead: outcome === 'unknown_fingerprint',
      asked: fingerprint ? fingerprintGroups(fingerprint) : null,
      agreement: found,
      status: found && t(STATES[found.status].word),
      stampedAt: finding?.kind === 'archive' ? finding.stampedAt : null,
      fingerprint: found && fingerprintGroups(found.sha256),
    },
  })
}

async function render(
  ctx: HttpContext,
  { number = '', result = null }: { number?: string; result?: unknown }
) {
  return ctx.view.render('pages/pks/verify', {
    number,
    result,
    largest: LARGEST_DOCUMENT,
    seal_keys: await sealKeyPanels(ctx),
  })
}
