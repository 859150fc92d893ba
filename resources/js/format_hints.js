// Says while one types what the server would say. Only a help: the server says what is right.
const texts = document.body.dataset
const page = document.getElementById('format-hints')?.dataset ?? {}
const lengths = { ktp: [16], npwp: [15, 16], nib: [13], tdp: [12, 13] }

const nikProblem = (digits) => {
  const [day, month] = [Number(digits.slice(6, 8)), Number(digits.slice(8, 10))]
  if (!/^[1-35-9][1-9]/.test(digits)) return 'nikProvince'
  if (day % 40 < 1 || day % 40 > 31 || day > 71) return 'nikDay'
  return month < 1 || month > 12 ? 'nikMonth' : null
}

const npwpProblem = (digits) => {
  if (digits.length === 16) {
    if (digits.startsWith('0')) return npwpProblem(digits.slice(1))
    return digits.startsWith('10') || !nikProblem(digits) ? null : 'npwpForm'
  }
  const sum = [...digits.slice(0, 9)].reduce((total, digit, index) => {
    const weighed = Number(digit) * (index % 2 ? 2 : 1)
    return total + (weighed > 9 ? weighed - 9 : weighed)
  }, 0)
  return sum % 10 ? 'npwpCheck' : null
}

const problems = { ktp: nikProblem, npwp: npwpProblem }

// How many digits the accounts of the chosen bank have, where the list knows.
const accountLengths = () => {
  const bank = document.querySelector('input[name=bank_name]')
  const wanted = bank?.value.trim().toLowerCase()
  const option = [...(bank?.list?.options ?? [])].find(({ value, label }) =>
    [value, ...label.split(' · ')].some((word) => word.toLowerCase() === wanted)
  )
  return option?.dataset.digits?.split(',').map(Number)
}

const phoneHint = (format, plain) => {
  const national = plain.replace(/^62(?=[2-9])/, '0')
  const good =
    format === 'mobile'
      ? /^08[1-9]\d{6,10}$/.test(national)
      : /^(0[2-79]\d{6,10}|080\d{6,10}|1500\d{3}|14\d{3})$/.test(national)
  const text = good ? texts.digits : page[format]
  return text ? [good, text.replace('[n]', national.length)] : null
}

const hintFor = (format, value) => {
  const plain = value.replace(/[\s.\-/()+]/g, '')
  if (plain === '') return null
  const wrong = [...plain].findIndex((char) => !/\d/.test(char))
  if (wrong >= 0) {
    return [false, texts.nondigit.replace('[c]', [...plain][wrong]).replace('[n]', wrong + 1)]
  }
  if (format === 'mobile' || format === 'phone') return phoneHint(format, plain)
  const wanted = format === 'account' ? accountLengths() : lengths[format]
  const count = plain.length
  if (wanted && !wanted.includes(count)) {
    const text = count < wanted[0] ? texts.short : texts.long
    return [false, text.replace('[n]', count).replace('[m]', wanted.join(' / '))]
  }
  const problem = page[problems[format]?.(plain)]
  return problem ? [false, problem] : [true, texts.digits.replace('[n]', count)]
}

for (const input of document.querySelectorAll('input[data-format]')) {
  const hint = input.closest('.field').querySelector('[data-hint]')
  const show = () => {
    const said = hintFor(input.dataset.format, input.value)
    hint.hidden = said === null
    if (said === null) return
    hint.classList.toggle('is-unready', !said[0])
    hint.querySelector('span').textContent = said[1]
  }
  input.addEventListener('input', show)
  if (input.dataset.format === 'account') {
    document.querySelector('input[name=bank_name]')?.addEventListener('change', show)
  }
  if (input.value !== '' && input.getAttribute('aria-invalid') !== 'true') show()
}
