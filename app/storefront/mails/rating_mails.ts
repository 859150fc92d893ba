import db from '@adonisjs/lucid/services/db'
import { absoluteUrl, storeDoor, type Language, type StoreEnvironment } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import Customer from '#customers/models/customer'
import Partner from '#partners/models/partner'
import Rating from '#storefront/models/rating'

const OCCASIONS = {
  answered: {
    subject: 'storefront.mail.answered.subject',
    text: 'storefront.mail.answered.text',
    next: 'storefront.mail.answered.next',
  },
  hidden: {
    subject: 'storefront.mail.hidden.subject',
    text: 'storefront.mail.hidden.text',
    next: 'storefront.mail.hidden.next',
  },
  restored: {
    subject: 'storefront.mail.restored.subject',
    text: 'storefront.mail.restored.text',
    next: 'storefront.mail.restored.next',
  },
  upheld: {
    subject: 'storefront.mail.upheld.subject',
    text: 'storefront.mail.upheld.text',
    next: 'storefront.mail.upheld.next',
  },
  dismissed: {
    subject: 'storefront.mail.dismissed.subject',
    text: 'storefront.mail.dismissed.text',
    next: 'storefront.mail.dismissed.next',
  },
} as const

async function about(rating: Rating) {
  const row = await db
    .from('contents as c')
    .join('ratings as r', 'r.content_id', 'c.id')
    .join('customers as u', 'u.id', 'r.customer_id')
    .leftJoin(
      'content_versions as v',
      'v.id',
      db.raw('coalesce(c.live_version_id, c.latest_version_id)')
    )
    .where('r.id', rating.id)
    .select('c.public_id', 'c.partner_id', 'v.name', 'u.environment')
    .firstOrFail()
  return row as {
    public_id: string
    partner_id: number
    name: string
    environment: StoreEnvironment
  }
}

/** A buyer has written about a content: its partner may answer (R4.4). */
export const commentMail: LetterMaker = async ({ ratingId }: { ratingId: number }, translator) => {
  const rating = await Rating.findOrFail(ratingId)
  const content = await about(rating)
  const partner = await Partner.findOrFail(content.partner_id)
  if (rating.hidden || rating.comment === null || !partner.maySignIn) return null
  const { language } = partner
  const t = translator(language)
  return letter(partner, language, {
    subject: t('storefront.mail.comment.subject', { name: content.name }),
    text: t('storefront.mail.comment.text', { name: content.name, stars: rating.stars }),
    words: rating.comment,
    next: t('storefront.mail.comment.next'),
    button: t('storefront.mail.comment.open'),
    url: absoluteUrl('partner', `/contents/${content.public_id}/ratings`, language),
    sandbox: content.environment === 'development',
  })
}

/** What became of a rating, for its author or for whoever reported it. */
export const ratingNewsMail: LetterMaker = async (
  {
    ratingId,
    customerId,
    occasion,
    reason,
  }: {
    ratingId: number
    customerId: number
    occasion: keyof typeof OCCASIONS
    reason: string | null
  },
  translator
) => {
  const [rating, customer] = await Promise.all([
    Rating.findOrFail(ratingId),
    Customer.findOrFail(customerId),
  ])
  if (!customer.maySignIn || (occasion === 'answered' && rating.answer === null)) return null
  const content = await about(rating)
  const { language } = customer
  const t = translator(language)
  const { subject, text, next } = OCCASIONS[occasion]
  return letter(customer, language, {
    subject: t(subject, { name: content.name }),
    text: t(text, { name: content.name }),
    words: occasion === 'answered' ? rating.answer : reason,
    next: t(next),
    button: t('storefront.mail.open_product'),
    url: absoluteUrl(storeDoor(customer.environment), `/products/${content.public_id}`, language),
    sandbox: customer.environment === 'development',
  })
}

interface Told {
  subject: string
  text: string
  /** What somebody wrote. */
  words: string | null
  next: string
  button: string
  url: string
  sandbox: boolean
}

function letter(reader: { email: string; name: string }, language: Language, told: Told) {
  const { subject, sandbox, ...data } = told
  const view = 'mails/storefront/rating'
  return {
    to: reader.email,
    language,
    subject,
    sandbox,
    view,
    data: { ...data, name: reader.name, title: subject },
  }
}
