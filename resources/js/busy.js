// A second press of the button sends nothing; the server is safe against it anyway.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.method === 'get' || form.hasAttribute('data-no-busy') || event.defaultPrevented) return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = '1'
  const button = event.submitter
  if (!button || !button.classList.contains('button')) return
  button.style.minWidth = `${button.offsetWidth}px`
  button.setAttribute('aria-busy', 'true')
  const word = button.querySelector('span') ?? button
  button.dataset.word = word.textContent
  word.textContent = document.body.dataset.busy
})

// Coming back by the browser's own button shows the page as it was left.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
  for (const button of document.querySelectorAll('[aria-busy="true"]')) {
    button.removeAttribute('aria-busy')
    const word = button.querySelector('span') ?? button
    word.textContent = button.dataset.word
  }
})
