const root = document.documentElement
const isDark = () =>
  root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches

for (const button of document.querySelectorAll('[data-theme-toggle]')) {
  const word = button.querySelector('span')
  const name = () => {
    word.textContent = document.body.dataset[isDark() ? 'themeLight' : 'themeDark']
  }
  button.hidden = false
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark'
    try {
      localStorage.setItem('theme', root.dataset.theme)
    } catch {}
    name()
  })
  name()
}
