// The tick box opens when the end of the terms has been seen; the slip of the button at their end goes along with the form then.
// Without scripts one presses that button.
for (const box of document.querySelectorAll('input[data-needs-reading]')) {
  const text = document.getElementById(box.dataset.needsReading)
  if (!text) continue
  const end = text.querySelector('[data-terms-end]')
  const read = () => {
    if (text.scrollTop + text.clientHeight < text.scrollHeight - 8) return
    text.removeEventListener('scroll', read)
    box.disabled = false
    const button = end?.querySelector('button')
    if (!button) return
    const slip = document.createElement('input')
    Object.assign(slip, { type: 'hidden', name: button.name, value: button.value })
    box.form.append(slip)
    end.remove()
  }
  text.tabIndex = 0
  box.disabled = true
  text.addEventListener('scroll', read, { passive: true })
  read()
}
