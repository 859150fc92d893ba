// The file stays here: only its fingerprint goes to the server. Without this script, or without WebCrypto, it is sent and compared there.
for (const form of document.querySelectorAll('form[data-check-file]')) {
  if (!globalThis.crypto?.subtle) break
  const input = form.querySelector('input[type=file]')
  const zone = form.closest('.dropzone')
  const state = form.querySelector('.dropzone-state')
  form.querySelector('.field-help').textContent = form.dataset.help
  form.querySelector('.dropzone-hint').hidden = false
  form.noValidate = true
  // The button says at once what it is doing; nothing is sent from here.
  form.setAttribute('data-no-busy', '')

  const check = async () => {
    const [file] = input.files
    if (!file || file.size > Number(form.dataset.largest)) {
      state.textContent = file ? form.dataset.large : form.dataset.missing
      return input.focus()
    }
    state.textContent = form.dataset.working
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    const bytes = [...new Uint8Array(digest)]
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
    state.textContent = ''
    location.assign(`${form.dataset.checkFile}?sidik=${hex}`)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    check()
  })

  const carriesFile = (event) => event.dataTransfer?.types.includes('Files')
  let over = 0
  const enter = (event) => {
    if (!carriesFile(event)) return
    event.preventDefault()
    if (event.type === 'dragenter') over++
    zone.classList.add('is-over')
  }
  const leave = () => {
    over = Math.max(0, over - 1)
    if (over === 0) zone.classList.remove('is-over')
  }
  zone.addEventListener('dragenter', enter)
  zone.addEventListener('dragover', enter)
  zone.addEventListener('dragleave', leave)
  zone.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return
    event.preventDefault()
    over = 0
    zone.classList.remove('is-over')
    input.files = event.dataTransfer.files
    check()
  })
  // A file that misses the zone must not take the place of the page.
  for (const type of ['dragover', 'drop']) {
    document.addEventListener(type, (event) => {
      if (carriesFile(event) && !zone.contains(event.target)) event.preventDefault()
    })
  }
}
