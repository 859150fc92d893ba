import { registerMail } from '#core/mail/mail'
import { commentMail, ratingNewsMail } from '#storefront/mails/rating_mails'

registerMail('storefront.comment', commentMail)
registerMail('storefront.rating_news', ratingNewsMail)
