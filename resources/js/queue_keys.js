const keys = document.querySelector('[data-queue-keys]')
if (keys) {
  const move = (step) => {
    const links = [...document.querySelectorAll('[data-queue-item] > a')]
    const now = links.findIndex(
      (link) => link === document.activeElement || link.ariaCurrent === 'true'
    )
    const focused = links.indexOf(document.activeElement)
    links[Math.max(0, Math.min(links.length - 1, (focused >= 0 ? focused : now) + step))]?.focus()
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest('input:not([type=checkbox],[type=radio]), textarea, select')) return
    const key = event.key.toLowerCase()
    if (key === 'j') move(1)
    else if (key === 'k') move(-1)
    else if (key === 'a') document.querySelector('[data-key="a"]')?.click()
    else if (key === 's') document.querySelector('[data-key="s"]')?.focus()
    else if (key === '?') {
      keys.textContent = keys.title
      keys.scrollIntoView({ block: 'nearest' })
    }
  })
}
