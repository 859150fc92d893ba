import vine from '@vinejs/vine'
import type { FieldContext } from '@vinejs/vine/types'
import { DateTime } from 'luxon'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { findBank } from '#partners/banks'
import { nikProblem, npwpProblem } from '#partners/numbers'

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

const isDigits = (value: unknown, ...lengths: number[]): value is string =>
  typeof value === 'string' && /^[0-9]+$/.test(value) && lengths.includes(value.length)

/** The sixteen digits of an identity card, after {@link digits}. */
export const nik = vine.createRule((value, _: undefined, field) => {
  const problem = isDigits(value, 16) && nikProblem(value)
  if (problem) report(field, problem, { found: FOUND[problem](value) })
})

/** What of the number is named in the message. */
const FOUND = {
  nik_province: (value: string) => value.slice(0, 2),
  nik_day: (value: string) => value.slice(6, 8),
  nik_month: (value: string) => value.slice(8, 10),
  nik_serial: (value: string) => value.slice(12),
} as const

/** A tax number of fifteen or sixteen digits, after {@link digits}. */
export const npwp = vine.createRule((value, _: undefined, field) => {
  const problem = isDigits(value, 15, 16) && npwpProblem(value)
  if (problem) report(field, problem)
})

/**
 * A permit to trade (SIUP). Every regency numbers them its own way (`503/1187-DPMPTSP/2018`), so only what none does is
 * refused: no digit at all, or signs that stand in no number.
 */
export const siup = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  if (!/^[\p{L}\p{N} ./()\-–,&:]{4,60}$/u.test(value) || !/\d/.test(value))
    report(field, 'siup_form')
})

/** An entry in the company register (TDP): twelve or thirteen digits, kept as they are grouped on the certificate. */
export const tdp = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const bare = value.replace(GROUPING, '')
  if (!/^\d{12,13}$/.test(bare)) report(field, 'tdp_form', { count: bare.length })
})

/** A bank by any name that it is known by, kept by the one of the list; another one as it was typed. */
export const bank = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const known = findBank(value)
  if (known) return field.mutate(known.name, field)
  if (/^[\d\s.-]+$/.test(value)) report(field, 'bank_unknown')
})

/** As many digits as the accounts of the form's bank have, where that can be told. */
export const accountOfBank = vine.createRule((value, _: undefined, field) => {
  const chosen = findBank(String((field.data as Record<string, unknown>).bank_name ?? ''))
  if (typeof value !== 'string' || !/^[0-9]+$/.test(value)) return
  if (/^0+$/.test(value)) return report(field, 'account_zeros')
  if (!chosen?.accountDigits || chosen.accountDigits.includes(value.length)) return
  report(field, 'account_length', {
    bank: chosen.name,
    expected: chosen.accountDigits.join(' / '),
    count: value.length,
  })
})

/** An Indonesian mobile number, kept as `0812…`. */
export const mobile = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const bare = national(value)
  if (!/^08[1-9]\d{6,10}$/.test(bare)) return report(field, 'mobile')
  field.mutate(bare, field)
})

/** An Indonesian fixed line with its area code, kept as `0274…`; or a number of the whole country (`0800…`, `1500…`, `14…`). */
export const fixedLine = vine.createRule((value, _: undefined, field) => {
  if (typeof value !== 'string') return
  const bare = national(value)
  if (!/^(0[2-79]\d{6,10}|080\d{6,10}|1500\d{3}|14\d{3})$/.test(bare)) {
    return report(field, 'fixed_line')
  }
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
