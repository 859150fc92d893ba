import vine from '@vinejs/vine'
import type { FieldContext } from '@vinejs/vine/types'
import passwords from '#config/passwords'
import { emailAddress, line, repeats, typedPassword } from '#core/http/fields'
import { newPassword } from '#identity/passwords/rule'
import {
  accountOfBank,
  bank as bankName,
  digits,
  fixedLine,
  mobile,
  nik,
  npwp,
  pastDate,
  siup,
  tdp,
  website,
} from './rules.js'

const KTP = [16] as const
const NPWP = [15, 16] as const
const NIB = [13] as const
const BANK_ACCOUNT = [6, 20] as const

const given = (field: FieldContext, name: string) => Boolean(field.data[name])

/** What a NIB replaces has to be there without it; half of it wants its other half. */
const company = {
  company_name: line(160).minLength(3),
  website: line(300).use(website()),
  address: line(400).minLength(10),
  phone: line(40).use(fixedLine()),
}

const legality = {
  nib: line(40)
    .use(digits(NIB))
    .optional()
    .requiredWhen((field) => !given(field, 'siup') && !given(field, 'tdp')),
  siup: line(60)
    .use(siup())
    .optional()
    .requiredWhen((field) => !given(field, 'nib') && given(field, 'tdp')),
  tdp: line(60)
    .use(tdp())
    .optional()
    .requiredWhen((field) => !given(field, 'nib') && given(field, 'siup')),
  decree_number: line(80).minLength(3),
  deed_number: line(60),
  deed_date: line(20).use(pastDate()),
}

const bank = {
  bank_name: line(120).minLength(2).use(bankName()),
  bank_branch: line(120).minLength(2),
}

/** Everything that the guide asks of a partner (R2), in the order of the form. */
export const registrationValidator = vine.compile(
  vine.object({
    name: line(120).minLength(2),
    email: emailAddress(),
    mobile: line(40).use(mobile()),
    ktp: line(60).use(digits(KTP)).use(nik()),
    npwp: line(60).use(digits(NPWP)).use(npwp()),
    ...company,
    ...legality,
    company_npwp: line(60).use(digits(NPWP)).use(npwp()),
    director_name: line(120).minLength(2),
    director_ktp: line(60).use(digits(KTP)).use(nik()),
    ...bank,
    bank_account: line(60).use(digits(BANK_ACCOUNT)).use(accountOfBank()),
    bank_holder: line(160).minLength(2),
    password: typedPassword().use(newPassword(passwords.policy)),
    password_confirmation: typedPassword().use(repeats('password')),
  })
)

/**
 * A correction (R2.4). Personal numbers are not shown, so an empty one stays as it is. The owner's proof, which a new bank account wants,
 * is read apart.
 */
export const correctionValidator = vine.compile(
  vine.object({
    language: vine.enum(['id', 'en'] as const),
    name: line(120).minLength(2),
    mobile: line(40).use(mobile()),
    ktp: line(60).use(digits(KTP)).use(nik()).optional(),
    npwp: line(60).use(digits(NPWP)).use(npwp()).optional(),
    ...company,
    ...legality,
    company_npwp: line(60).use(digits(NPWP)).use(npwp()).optional(),
    director_name: line(120).minLength(2),
    director_ktp: line(60).use(digits(KTP)).use(nik()).optional(),
    ...bank,
    bank_account: line(60).use(digits(BANK_ACCOUNT)).use(accountOfBank()).optional(),
    bank_holder: line(160).minLength(2),
    /** The edition that the form was shown. */
    base: vine.number().withoutDecimals().min(0).optional(),
  })
)
