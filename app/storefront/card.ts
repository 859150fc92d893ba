/** What a product card shows. Texts are plain: this module escapes them. */
export interface Card {
  href: string
  coverHref: string
  name: string
  categoryName: string
  /** mean rating in tenths, 0 to 50; null where nobody has rated yet */
  rating: number | null
  company: string
  kind: 'once' | 'subscription'
  /** whole rupiah; per month for a subscription */
  price: number
  /** `trial` puts the ribbon of a content in approval over the cover */
  ribbon: 'trial' | null
}

/** Words of the card in one language. */
export interface CardTexts {
  /** stands before the category, hidden on narrow screens: `Kategori:` */
  category: string
  once: string
  subscription: string
  perMonth: string
  unrated: string
  /** read out before the figure of the rating */
  rating: string
  trial: string
  /** `,` in Indonesian, `.` in English */
  decimal: string
}

const STAR =
  '<svg class="icon icon-star" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M11.525 2.295a.53.53 0 0 1 .95 0l2.31 4.679a2.123 2.123 0 0 0 1.595 1.16l5.166.756a.53.53 0 0 1 .294.904l-3.736 3.638a2.123 2.123 0 0 0-.611 1.878l.882 5.14a.53.53 0 0 1-.771.56l-4.618-2.428a2.122 2.122 0 0 0-1.973 0L6.396 21.01a.53.53 0 0 1-.77-.56l.881-5.139a2.122 2.122 0 0 0-.611-1.879L2.16 9.795a.53.53 0 0 1 .294-.906l5.165-.755a2.122 2.122 0 0 0 1.597-1.16z"/></svg>'

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const UNSAFE = /[&<>"']/
const escapeHtml = (text: string) =>
  UNSAFE.test(text) ? text.replace(/[&<>"']/g, (char) => ESCAPES[char]) : text

/** Groups of three digits with a point between, as on an Indonesian price tag. */
function grouped(rupiah: number): string {
  let digits = String(rupiah)
  let out = ''
  while (digits.length > 3) {
    out = `.${digits.slice(-3)}${out}`
    digits = digits.slice(0, -3)
  }
  return digits + out
}

/**
 * HTML of one product card. The only implementation there is: the template component, the search
 * pages and the benchmark's bare server all call it, so cards are byte-identical everywhere.
 * It runs 24 times per catalogue page and is written for speed. (R4.3)
 */
export function renderCard(card: Card, texts: CardTexts): string {
  const rating =
    card.rating === null
      ? `<span class="card-unrated">${texts.unrated}</span>`
      : `<span class="rating">${STAR}<span class="sr-only">${texts.rating} </span>${Math.floor(card.rating / 10)}${texts.decimal}${card.rating % 10}</span>`
  const kind =
    card.kind === 'once'
      ? `<p class="kind">${texts.once}</p><p class="price">Rp. ${grouped(card.price)},-</p>`
      : `<p class="kind">${texts.subscription}</p><p class="price">Rp. ${grouped(card.price)},-<small>${texts.perMonth}</small></p>`
  const ribbon = card.ribbon === null ? '' : `<span class="ribbon">${texts.trial}</span>`
  return `<article class="card"><div class="card-cover"><div class="cover"><img src="${escapeHtml(card.coverHref)}" alt="" width="400" height="300" loading="lazy" decoding="async">${ribbon}</div></div><div class="card-meta"><span><span class="card-label">${texts.category} </span>${escapeHtml(card.categoryName)}</span>${rating}</div><h3 class="card-name"><a href="${escapeHtml(card.href)}">${escapeHtml(card.name)}</a></h3><p class="card-company">${escapeHtml(card.company)}</p>${kind}</article>`
}

/**
 * Words of the card, from the messages of one language.
 *
 * @param t looks a message up by its key
 */
export function cardTexts(t: (key: string) => string): CardTexts {
  return {
    category: t('ui.card.category'),
    once: t('ui.card.once'),
    subscription: t('ui.card.subscription'),
    perMonth: t('ui.card.per_month'),
    unrated: t('ui.card.unrated'),
    rating: t('ui.card.rating'),
    trial: t('ui.card.trial'),
    decimal: t('ui.card.decimal'),
  }
}
