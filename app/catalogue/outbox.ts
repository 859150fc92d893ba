import { registerMail } from '#core/mail/mail'
import { publishedMail } from '#catalogue/mails/published_mail'
import { saleMail } from '#catalogue/mails/sale_mail'

registerMail('catalogue.published', publishedMail)
registerMail('catalogue.sale', saleMail)
