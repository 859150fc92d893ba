// Another picture, or a question in its place: only the captcha changes, what was typed stays. Without this the form is sent and comes back.
document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('button[name=captcha_action]')
  const field = button?.closest('.captcha')
  if (!field) return
  event.preventDefault()
  const wanted = button.value
  const back = button.getAttribute('formaction')
  const address = `${field.dataset.another}?captcha_action=${encodeURIComponent(wanted)}`
  try {
    const answer = await fetch(address, { headers: { accept: 'text/html' } })
    if (!answer.ok) throw new Error(String(answer.status))
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.querySelector('.captcha')
    for (const other of fresh.querySelectorAll('button[formaction]'))
      other.setAttribute('formaction', back)
    field.replaceWith(fresh)
    fresh.querySelector('[name=captcha]').focus()
  } catch {
    button.form.requestSubmit(button)
  }
})
