/**
 * What an Indonesian number itself tells of being right. Only what no real number breaks is judged: a rule of thumb would refuse people
 * who exist.
 */

export type NikProblem = 'nik_province' | 'nik_day' | 'nik_month' | 'nik_serial'

/**
 * The number of an identity card (NIK, article 37 of regulation 37/2007): two digits each for province, regency and district, the day of
 * birth (women: plus 40), month and year, and four of a serial number.
 *
 * @param digits sixteen
 * @returns the first thing that cannot be, or null
 */
export function nikProblem(digits: string): NikProblem | null {
  // Provinces are numbered by island; new ones get the next number of theirs.
  if (!/^[1-35-9][1-9]/.test(digits)) return 'nik_province'
  const day = Number(digits.slice(6, 8))
  const born = day > 40 ? day - 40 : day
  if (born < 1 || born > 31) return 'nik_day'
  const month = Number(digits.slice(8, 10))
  if (month < 1 || month > 12) return 'nik_month'
  return digits.endsWith('0000') ? 'nik_serial' : null
}

export type NpwpProblem = 'npwp_check' | 'npwp_form'

/**
 * A tax number (regulation PMK 112/PMK.03/2022). Fifteen digits are the old one: nine by which the tax payer is known, the last of them a
 * check digit (Luhn over the first eight), three of the tax office, three of the branch. Sixteen are that one behind a zero, the NIK of
 * a person, or one that the tax office gives since: it begins with 10, with which no NIK does.
 *
 * @param digits fifteen or sixteen
 * @returns what cannot be, or null
 */
export function npwpProblem(digits: string): NpwpProblem | null {
  if (/^0+$/.test(digits)) return 'npwp_form'
  if (digits.length === 15)
    return checkDigit(digits.slice(0, 8)) === digits[8] ? null : 'npwp_check'
  if (digits.startsWith('0')) return npwpProblem(digits.slice(1))
  if (digits.startsWith('10')) return null
  return nikProblem(digits) ? 'npwp_form' : null
}

/** The digit that makes a number pass Luhn's check. */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** An NPWP as it stands on its card: `01.000.013.1-093.000`; one of 16 digits, which has no such form, in groups of four. */
export function npwpAsPrinted(digits: string): string {
  const parts = /^(\d{2})(\d{3})(\d{3})(\d)(\d{3})(\d{3})$/.exec(digits)
  if (!parts) return digits.match(/.{1,4}/g)?.join(' ') ?? digits
  const [, two, three, other, check, office, branch] = parts
  return `${two}.${three}.${other}.${check}-${office}.${branch}`
}
