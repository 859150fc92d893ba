import { registerMail } from '#core/mail/mail'
import { publishedMail } from '#catalogue/mails/published_mail'

registerMail('catalogue.published', publishedMail)
