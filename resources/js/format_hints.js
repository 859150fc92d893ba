// Counts digits while one types. Only a help: the server says what is right.
const texts = document.body.dataset
const lengths = { ktp: [16], npwp: [15, 16], nib: [13] }

const hintFor = (format, value) => {
  const wanted = lengths[format]
  const plain = value.replace(/[\s.\-/()+]/g, '')
  if (plain === '') return null
  const wrong = [...plain].findIndex((char) => !/\d/.test(char))
  if (wrong >= 0) {
    return [false, texts.nondigit.replace('[c]', plain[wrong]).replace('[n]', wrong + 1)]
  }
  const count = plain.length
  if (!wanted) return [true, texts.digits.replace('[n]', count)]
  if (wanted.includes(count)) return [true, texts.digits.replace('[n]', count)]
  const most = wanted[wanted.length - 1]
  const text = count < wanted[0] ? texts.short : texts.long
  return [
    false,
    text.replace('[n]', count).replace('[m]', wanted.length > 1 ? wanted.join(' / ') : most),
  ]
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
  if (input.value !== '' && input.getAttribute('aria-invalid') !== 'true') show()
}
