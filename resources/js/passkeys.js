// Passkeys. Where the browser knows none, or without this script, their buttons stay hidden and the forms work without.
const decode = (text) => {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (char) => char.charCodeAt(0))
}
const encode = (bytes) => {
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

// What `parseCreationOptionsFromJSON`, `parseRequestOptionsFromJSON` and `toJSON` do, for browsers from before 2024.
const named = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }))
const read = (kind, json) => {
  const name = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON'
  if (PublicKeyCredential[name]) return PublicKeyCredential[name](json)
  return {
    ...json,
    challenge: decode(json.challenge),
    ...(json.user && { user: { ...json.user, id: decode(json.user.id) } }),
    ...(json.excludeCredentials && { excludeCredentials: named(json.excludeCredentials) }),
    ...(json.allowCredentials && { allowCredentials: named(json.allowCredentials) }),
  }
}
const write = (credential) => {
  if (credential.toJSON) return credential.toJSON()
  const { id, type, response } = credential
  const fields = [
    'clientDataJSON',
    'attestationObject',
    'authenticatorData',
    'signature',
    'userHandle',
  ]
  const sent = fields.filter((name) => response[name]).map((name) => [name, encode(response[name])])
  return {
    id,
    rawId: id,
    type,
    response: { ...Object.fromEntries(sent), transports: response.getTransports?.() ?? [] },
    clientExtensionResults: {},
  }
}

// A part of a form: its button asks the authenticator, and sends the form with what that says.
const offer = (part) => {
  const form = part.closest('form')
  const button = part.querySelector('button')
  const state = part.querySelector('[data-passkey-state]')
  const { passkey: kind, options, waiting, cancelled, known, failed } = part.dataset
  const ask = async () => {
    const token = form.querySelector('input[name=_csrf]')?.value
    const answer = await fetch(options, {
      method: 'POST',
      body: new URLSearchParams(token ? { _csrf: token } : {}),
      headers: { accept: 'application/json' },
      redirect: 'error',
    })
    if (!answer.ok) throw new Error(String(answer.status))
    const publicKey = read(kind, await answer.json())
    const credential = await navigator.credentials[kind]({ publicKey })
    part.querySelector('input[name=passkey]').value = JSON.stringify(write(credential))
    // Past the checks of fields that the passkey stands in for.
    form.submit()
  }
  part.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    state.textContent = waiting
    try {
      await ask()
    } catch ({ name }) {
      const said = { NotAllowedError: cancelled, AbortError: cancelled, InvalidStateError: known }
      state.textContent = said[name] ?? failed
      button.disabled = false
      button.focus()
    }
  })
}

if (globalThis.PublicKeyCredential && navigator.credentials) {
  for (const part of document.querySelectorAll('[data-passkey]')) offer(part)
  for (const note of document.querySelectorAll('[data-no-passkeys]')) note.hidden = true
}

// Coming back by the browser's own button: what was signed has been used.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted && document.querySelector('[data-passkey]')) location.reload()
})
