for (const input of document.querySelectorAll('input[type=file][data-preview]')) {
  const frame = document.getElementById(input.dataset.preview)
  input.addEventListener('change', async () => {
    const file = input.files[0]
    if (!frame || !file || !file.type.startsWith('image/')) return
    // A canvas keeps to the page's policy, which allows pictures from this site only.
    const bitmap = await createImageBitmap(file).catch(() => null)
    if (!bitmap) return
    const canvas = document.createElement('canvas')
    canvas.width = 400
    canvas.height = 300
    const scale = Math.max(400 / bitmap.width, 300 / bitmap.height)
    const [w, h] = [bitmap.width * scale, bitmap.height * scale]
    canvas.getContext('2d').drawImage(bitmap, (400 - w) / 2, (300 - h) / 2, w, h)
    frame.replaceChildren(canvas)
    frame.hidden = false
  })
}
