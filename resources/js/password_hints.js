const texts = document.body.dataset

const obeys = (policy, value) => {
  if (policy !== 'guide') {
    const least = Number(policy)
    const good = value.length >= least
    return [
      good,
      good
        ? texts.passwordGood
        : texts.passwordLength.replace('[n]', value.length).replace('[m]', least),
    ]
  }
  const count = (pattern) => (value.match(pattern) ?? []).length
  const [letters, digits, special] = [count(/[a-z]/gi), count(/\d/g), count(/[@$*&?]/g)]
  const good = value.length >= 6 && letters >= 2 && digits >= 2 && special >= 2
  return [
    good,
    good
      ? texts.passwordGood
      : texts.passwordGuide.replace('[a]', letters).replace('[b]', digits).replace('[c]', special),
  ]
}

const rows = 'abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm 01234567890 9876543210'
const kinds = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[^a-z\d]/i, 12],
]

// Bits, roughly: what repeats, or goes on along a row, adds little. The list of leaked ones is the server's.
const bits = (value) => {
  const pool = kinds.reduce((sum, [kind, size]) => sum + (kind.test(value) ? size : 0), 1)
  const lower = value.toLowerCase()
  let counted = 0
  for (let at = 0; at < lower.length; at++) {
    const pair = lower.slice(at - 1, at + 1)
    const known =
      at > 0 && (pair[0] === pair[1] || rows.includes(pair) || lower.indexOf(pair) < at - 1)
    counted += known ? 0.3 : 1
  }
  return counted * Math.log2(pool)
}

const strengths = [
  [48, 'strengthWeak', 'is-late', '33%'],
  [66, 'strengthFair', 'is-near', '66%'],
  [Infinity, 'strengthStrong', 'is-calm', '100%'],
]

const showStrength = (input, obeyed) => {
  const meter = input.closest('.field').querySelector('[data-strength]')
  if (!meter) return ''
  meter.toggleAttribute('hidden', input.value === '')
  const [, name, tone, width] = obeyed
    ? strengths.find(([below]) => bits(input.value) < below)
    : strengths[0]
  meter.setAttribute('class', `meter ${tone}`)
  meter.lastElementChild.setAttribute('width', obeyed ? width : '12%')
  return obeyed ? `. ${texts[name]}` : ''
}

for (const input of document.querySelectorAll('input[data-policy], input[data-confirms]')) {
  const hint = input.closest('.field').querySelector('[data-hint]')
  const first = input.dataset.confirms && document.getElementById(input.dataset.confirms)
  const show = () => {
    hint.hidden = input.value === ''
    if (input.value === '') return void (first || showStrength(input, false))
    const same = first && input.value === first.value
    const said = first
      ? [same, same ? texts.match : texts.mismatch]
      : obeys(input.dataset.policy, input.value)
    hint.classList.toggle('is-unready', !said[0])
    hint.querySelector('span').textContent = said[1] + (first ? '' : showStrength(input, said[0]))
  }
  input.addEventListener('input', show)
  first?.addEventListener('input', show)
}
