// An element with data-refresh fetches itself anew until its partial carries the attribute no more.
const watch = (element) => {
  const wait = Number(element.dataset.every ?? 5) * 1000
  setTimeout(async () => {
    if (document.hidden) return watch(element)
    try {
      const answer = await fetch(element.dataset.refresh, { headers: { accept: 'text/html' } })
      if (!answer.ok) return watch(element)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = (element.id && page.getElementById(element.id)) || page.body.firstElementChild
      if (!fresh) return
      element.replaceWith(fresh)
      if (fresh.dataset.refresh) watch(fresh)
    } catch {
      watch(element)
    }
  }, wait)
}
for (const element of document.querySelectorAll('[data-refresh]')) watch(element)
