/*
 * Keys of the desks. Everything that a key does, a link or a button on the page does as well: `data-key` names the button or field of a
 * key. What decides is only brought to the focus, never pressed.
 */
const keys = document.querySelector('[data-queue-keys]')
if (keys) {
  const dialog = document.querySelector('[data-keys-dialog]')
  const items = () => [...document.querySelectorAll('[data-queue-item]')]
  const linkOf = (item) => item?.querySelector('a')
  const focused = () => items().find((item) => item.contains(document.activeElement))
  const current = () =>
    focused() ?? items().find((item) => linkOf(item).getAttribute('aria-current') === 'true')
  const named = (key) => document.querySelector(`[data-key="${key}"]`)
  const move = (step) => {
    const all = items()
    const from = current()
    const to = from ? all.indexOf(from) + step : 0
    const next = all[to]
    if (next) return linkOf(next).focus()
    // At the end of the page the list goes on at the pager's link.
    document
      .querySelector(step > 0 ? '.queue-pager [rel=next]' : '.queue-pager [rel=prev]')
      ?.focus()
  }
  const pick = () => {
    const box = current()?.querySelector('[data-queue-pick]')
    if (!box) return
    box.checked = !box.checked
    const bulk = document.querySelector('[data-queue-bulk]')
    if (bulk && document.querySelector('[data-queue-pick]:checked')) bulk.open = true
  }
  const bring = (field) => {
    if (!field) return
    const folded = field.closest('details')
    if (folded) folded.open = true
    field.focus()
    field.scrollIntoView({ block: 'center' })
  }
  const steps = {
    'j': () => move(1),
    'k': () => move(-1),
    'o': () => linkOf(current())?.click(),
    'a': () => named('a')?.click(),
    'c': () => named('a')?.click(),
    'r': () => named('r')?.click(),
    'x': pick,
    's': () => bring(named('s')),
    'p': () => bring(document.querySelector('#f-reason')),
    'm': () => bring(document.querySelector('#f-message')),
    '?': () => dialog.showModal(),
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return
    if (event.target.closest('input:not([type=checkbox],[type=radio]), textarea, select')) return
    const step = steps[event.key.toLowerCase()]
    if (!step) return
    event.preventDefault()
    step()
  })
}
