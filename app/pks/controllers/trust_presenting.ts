import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { countOpenPins } from '#pks/queries/pins'
import { ENDING_DAYS } from '#pks/queries/trust_list'
import { clock } from '#shared/clock'

/*
 * What the pages about trust share.
 */

export interface Pill {
  verdict: 'ok' | 'bad' | 'hold' | 'info' | 'idle'
  symbol: string | null
  label: string
}

export const pillOf = ({ t }: HttpContext, words: Pill): Pill => ({
  ...words,
  label: t(words.label),
})

/** `Berakhir 12 hari lagi`, `Kedaluwarsa`; null while there is time. */
export function endingPill(
  { t }: HttpContext,
  { notAfter }: { notAfter: DateTime | Date }
): Pill | null {
  const end = notAfter instanceof Date ? DateTime.fromJSDate(notAfter) : notAfter
  const left = end.diff(clock.now(), 'days').days
  if (left < 0) return { verdict: 'bad', symbol: 'circle-x', label: t('trust.ending.over') }
  if (left > ENDING_DAYS) return null
  const days = Math.ceil(left)
  return { verdict: 'hold', symbol: 'hourglass', label: t('trust.ending.days', { days }) }
}

/** The pages beside each other. */
export async function trustTabs(
  ctx: HttpContext,
  current: 'authorities' | 'pins' | 'fixed' | 'seal'
) {
  const { t } = ctx
  const waiting = await countOpenPins()
  return [
    {
      label: t('trust.tab.authorities'),
      href: ctx.path('/trust'),
      current: current === 'authorities',
    },
    {
      label: t('trust.tab.pins'),
      href: ctx.path('/trust/pins'),
      current: current === 'pins',
      count: waiting > 0 && t('trust.tab.waiting', { count: waiting }),
    },
    {
      label: t('trust.tab.fixed'),
      href: ctx.path('/trust/settings'),
      current: current === 'fixed',
    },
    { label: t('seal.page.title'), href: ctx.path('/seal'), current: current === 'seal' },
  ]
}
