import vine from '@vinejs/vine'
import type { FieldContext } from '@vinejs/vine/types'
import { DateTime } from 'luxon'
import { clock, DISPLAY_ZONE } from '#shared/clock'

/** Letters that are typed, or read off a scan, for a digit. */
const LOOKALIKES: Record<string, string> = {
  I: '1',
  l: '1',
  i: '1',
  O: '0',
  o: '0',
  S: '5',
  B: '8',
}

/** Blanks and the punctuation with which people group long numbers. */
const GROUPING = /[\s.\-/]/g

function report(field: FieldContext, rule: string, facts: Record<string, string | number> = {}) {
  field.report(`The {{ field }} field is not right (${rule})`, rule, field, facts)
}

/** A number of one of these lengths; grouped as one likes, kept as bare digits. */
export const digits = vine.createRule((value, lengths: readonly [number, ...number[]], field) => {
  if (typeof value !== 'string') return
  const bare = value.replace(GROUPING, '')
  const sign = [...bare].findIndex((char) => !/[0-9]/.test(char))
  if (sign >= 0) {
    const found = [...bare][sign]!
    const digit = LOOKALIKES[found]
    const facts = { sign: found, position: sign + 1 }
    if (digit) return report(field, 'digit_lookalike', { ...facts, digit })
    return report(field, 'digit_wrong', facts)
  }
  const least = Math.min(...lengths)
  const most = Math.max(...lengths)
  const facts = { count: bare.length, least, most, exact: String(least === most) }
  if (bare.length < least) return report(field, 'digit_few', facts)
  if (bare.length > most) return report(field, 'digit_many', facts)
  field.mutate(bare, field)
})

/** An Indonesian mobile number, kept as `0812…`. */
export const mobile = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const bare = national(value)
  if (!/^08[1-9]\d{6,10}$/.test(bare)) return report(field, 'mobile')
  field.mutate(bare, field)
})

/** An Indonesian fixed line with its area code, kept as `0274…`. */
export const fixedLine = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const bare = national(value)
  if (!/^0[2-79]\d{6,10}$/.test(bare)) return report(field, 'fixed_line')
  field.mutate(bare, field)
})

function national(value: string): string {
  return value.replace(/[\s.\-()]/g, '').replace(/^(\+62|62(?=[2-9]))/, '0')
}

/** A date up to today in Jakarta, as the browser's field (`2019-03-04`) or a person (`04/03/2019`) writes it. */
export const pastDate = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const formats = ['yyyy-MM-dd', 'd/M/yyyy', 'd-M-yyyy', 'd.M.yyyy']
  const dates = formats.map((format) => DateTime.fromFormat(value, format, { zone: DISPLAY_ZONE }))
  const date = dates.find((candidate) => candidate.isValid)
  if (!date || date.year < 1800) return report(field, 'date')
  if (date > clock.now()) return report(field, 'date_future')
  field.mutate(date.toISODate(), field)
})

/** An address on the web: http or https, a host with a name, nothing to sign in with. */
export const website = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const url = URL.canParse(value) ? new URL(value) : null
  const good =
    url && /^https?:$/.test(url.protocol) && /^[^.].*\.[^.]+$/.test(url.hostname) && !url.username
  if (!good || url.password) report(field, 'website')
})
