const texts = document.body.dataset

const strength = (policy, value) => {
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

for (const input of document.querySelectorAll('input[data-policy], input[data-confirms]')) {
  const hint = input.closest('.field').querySelector('[data-hint]')
  const first = input.dataset.confirms && document.getElementById(input.dataset.confirms)
  const show = () => {
    hint.hidden = input.value === ''
    if (input.value === '') return
    const same = first && input.value === first.value
    const said = first
      ? [same, same ? texts.match : texts.mismatch]
      : strength(input.dataset.policy, input.value)
    hint.classList.toggle('is-unready', !said[0])
    hint.querySelector('span').textContent = said[1]
  }
  input.addEventListener('input', show)
  first?.addEventListener('input', show)
}
