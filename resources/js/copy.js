if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      const text =
        button.dataset.copy ||
        button.closest('.code-block, .trace-step').querySelector('code').textContent
      await navigator.clipboard.writeText(text)
      const before = button.innerHTML
      button.textContent = document.body.dataset.copied
      setTimeout(() => (button.innerHTML = before), 1500)
    })
  }
}
