import { checkAddresses } from '#catalogue/actions/check_addresses'
import { registerHandler } from '#shared/outbox/handlers'
import { registerMail } from '#core/mail/mail'
import { publishedMail } from '#catalogue/mails/published_mail'
import { saleMail } from '#catalogue/mails/sale_mail'

registerMail('catalogue.published', publishedMail)
registerMail('catalogue.sale', saleMail)

registerHandler('catalogue.check_addresses', checkAddresses)
