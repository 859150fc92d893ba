// Menus are plain disclosures; a click elsewhere or Escape shuts them.
const close = (except) => {
  for (const menu of document.querySelectorAll('.menu[open], .account[open]')) {
    if (menu !== except) menu.open = false
  }
}
document.addEventListener('click', (event) => close(event.target.closest('.menu, .account')))
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  const open = document.querySelector('.menu[open], .account[open]')
  close(null)
  open?.querySelector('summary').focus()
})
