import { checkAddresses } from '#catalogue/actions/check_addresses'
import { registerHandler } from '#shared/outbox/handlers'
import { registerMail } from '#core/mail/mail'
import { countOpenContents, ownContents } from '#catalogue/queries/own_contents'
import { registerPersonalData } from '#partners/personal_data'
import { publishedMail } from '#catalogue/mails/published_mail'
import { saleMail } from '#catalogue/mails/sale_mail'

registerMail('catalogue.published', publishedMail)
registerMail('catalogue.sale', saleMail)

registerHandler('catalogue.check_addresses', checkAddresses)
registerPersonalData({
  name: 'contents',
  collect: ownContents,
  obstacle: { label: 'catalogue.erasure.contents', count: countOpenContents },
})
