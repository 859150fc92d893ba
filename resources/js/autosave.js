// A form with data-autosave saves itself as a draft while one types. Its buttons do the same without this.
for (const form of document.querySelectorAll('form[data-autosave]')) {
  if ('autosavePaused' in form.dataset) continue
  const state = form.querySelector('[data-autosave-state]')
  const base = form.querySelector('input[name=base]')
  const pause = 2000
  let timer
  let isDirty = false
  let underWay = null
  let isOver = false

  const fields = () => {
    const sent = new URLSearchParams()
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string') sent.append(name, value)
    }
    return sent
  }
  const later = (ms = pause) => {
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(save, ms)
  }
  const take = (answer, said) => {
    state.textContent = said.message
    if (answer.status === 409) {
      isOver = true
      state.setAttribute('role', 'alert')
      return
    }
    if (!said.base) return
    base.value = said.base
    if (said.action && form.getAttribute('action') !== said.action) {
      form.setAttribute('action', said.action)
      history.replaceState(null, '', said.page)
    }
  }
  const send = async () => {
    isDirty = false
    state.textContent = form.dataset.saving
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: 'POST',
        body: fields(),
        headers: { accept: 'application/json' },
        redirect: 'error',
      })
      if (answer.ok || answer.status === 409) return take(answer, await answer.json())
      // Signed out, too often, or worse: the buttons say what it is.
      isOver = answer.status !== 429 && answer.status < 500
      if (isOver) return (state.textContent = form.dataset.unsaved)
      throw new Error(String(answer.status))
    } catch {
      isDirty = true
      state.textContent = form.dataset.offline
      later(10_000)
    }
  }
  const save = () => {
    if (underWay) return later()
    underWay = send().finally(() => (underWay = null))
    return underWay
  }
  const changed = () => {
    if (isOver) return
    isDirty = true
    state.textContent = form.dataset.unsaved
    later()
  }
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  // A button pressed while a saving is under way waits for it: it would be told of a conflict with itself.
  form.addEventListener('submit', (event) => {
    clearTimeout(timer)
    if (!underWay) return
    event.preventDefault()
    const { submitter } = event
    underWay.finally(() => form.requestSubmit(submitter))
  })
  addEventListener('pagehide', () => {
    if (!isDirty || isOver || form.dataset.sent) return
    fetch(form.dataset.autosave, { method: 'POST', body: fields(), keepalive: true }).catch(
      () => {}
    )
  })
}
