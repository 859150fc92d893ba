import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { formatDateTime } from '#core/views/format'
import { timestampAuthority } from '#pki/main'
import { parseCertificate, serialText, type Certificate } from '#pki/x509/certificate'
import { displayName } from '#pki/x509/name'
import { lookAtKey, type SealHindrance } from '#pks/actions/sealing_material'
import { TOLD_BEFORE_DAYS } from '#pks/actions/watch_seal_key'
import { pillOf, trustTabs } from '#pks/controllers/trust_presenting'
import { fingerprintGroups } from '#pks/presenters/certificate_card'
import { HINDRANCE_WORDS, KEY_STATES } from '#pks/presenters/seal_words'
import { listSealKeys, waitingSeals } from '#pks/queries/seal_keys'
import { clock } from '#shared/clock'
import AgreementPolicy from '#pks/policies/agreement_policy'

/** Whether agreements can be sealed, with which key, and until when: judged anew for each look, and nothing is changed by it. */
export default class SealController {
  async show(ctx: HttpContext) {
    await ctx.bouncer.with(AgreementPolicy).authorize('view')
    const looked = await lookAtKey()
    const seen = looked.ok ? looked.value : null
    const certificate = seen && parseCertificate(seen.port.chain[0]!)
    const state = seen?.examination.state
    const [keys, waiting, authority] = await Promise.all([
      listSealKeys(),
      waitingSeals(),
      timestampAuthority().catch(() => null),
    ])
    const hindrances = new Set<SealHindrance>(
      SEEN_LATER.filter((because) => waiting.because.includes(because))
    )
    if (!state) hindrances.add('key_unusable')
    else if (state !== 'good') hindrances.add(`key_${state}`)
    return ctx.view.render('pages/pks/seal', {
      tabs: await trustTabs(ctx, 'seal'),
      waiting: waiting.count,
      hindrances: [...hindrances].map((because) => HINDRANCE_WORDS[because]),
      days: state === 'good' ? daysToTell(certificate!) : null,
      has_authority: authority !== null,
      facts: certificate && factsOf(ctx, certificate),
      keys: keys.map((key) => ({
        key,
        in_use: key.fingerprint === certificate?.fingerprint,
        pill: pillOf(ctx, KEY_STATES[key.status]),
      })),
    })
  }
}

function factsOf({ t, arrival }: HttpContext, certificate: Certificate) {
  const ends = DateTime.fromJSDate(certificate.notAfter)
  return [
    { label: t('seal.fact.subject'), value: displayName(certificate.subject) },
    { label: t('seal.fact.serial'), value: serialText(certificate), code: true },
    {
      label: t('seal.fact.fingerprint'),
      value: fingerprintGroups(certificate.fingerprint),
      code: true,
    },
    { label: t('seal.fact.not_after'), value: formatDateTime(ends, arrival.language) },
  ]
}

/** What only shows when a document is sealed; all else is looked at now. */
const SEEN_LATER: SealHindrance[] = ['key_failed', 'no_timestamp']

/** Days until the end, once there are so few that somebody should act. */
function daysToTell({ notAfter }: Certificate): number | null {
  const left = Math.floor(DateTime.fromJSDate(notAfter).diff(clock.now(), 'days').days)
  return left < TOLD_BEFORE_DAYS[0] ? Math.max(0, left) : null
}
