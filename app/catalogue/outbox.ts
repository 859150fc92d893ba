import { checkAddresses } from '#catalogue/actions/check_addresses'
import { clearPicture, eraseDrafts } from '#catalogue/actions/erase_drafts'
import { tellBatchOfTerms } from '#catalogue/actions/tell_of_terms'
import { registerHandler } from '#shared/outbox/handlers'
import { registerMail } from '#core/mail/mail'
import { countOpenContents, ownContents } from '#catalogue/queries/own_contents'
import { ownReadings } from '#catalogue/queries/own_readings'
import { registerPersonalData } from '#partners/personal_data'
import { publishedMail } from '#catalogue/mails/published_mail'
import { saleMail } from '#catalogue/mails/sale_mail'
import { termsChangedMail } from '#catalogue/mails/terms_mail'

registerMail('catalogue.published', publishedMail)
registerMail('catalogue.sale', saleMail)
registerMail('catalogue.terms_changed', termsChangedMail)

registerHandler('catalogue.check_addresses', checkAddresses)
registerHandler('catalogue.tell_of_terms', (told) => tellBatchOfTerms(told))
registerHandler('catalogue.clear_picture', clearPicture)
registerPersonalData({
  name: 'contents',
  collect: ownContents,
  erase: eraseDrafts,
  obstacles: [{ label: 'catalogue.erasure.contents', count: countOpenContents }],
})
registerPersonalData({ name: 'terms_readings', collect: ownReadings })
