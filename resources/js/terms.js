// The tick box opens when the end of the terms has been seen. Without scripts it is open at once.
for (const box of document.querySelectorAll('input[data-needs-reading]')) {
  const text = document.getElementById(box.dataset.needsReading)
  if (!text || box.checked) continue
  const read = () => {
    if (text.scrollTop + text.clientHeight < text.scrollHeight - 8) return
    box.disabled = false
    text.removeEventListener('scroll', read)
  }
  text.tabIndex = 0
  box.disabled = true
  text.addEventListener('scroll', read, { passive: true })
  read()
}
