import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { claimRound } from '#approvals/actions/claim_round'
import type { Lane } from '#approvals/lanes'
import { suspendContent } from '#catalogue/actions/end_sale'
import { saveTerms } from '#catalogue/actions/edit_terms'
import type Customer from '#customers/models/customer'
import Proposal from '#identity/models/proposal'
import type Staff from '#identity/models/staff'
import { STAFF_ROLES, type StaffRole } from '#identity/models/staff'
import StaffInvitation from '#identity/models/staff_invitation'
import { newTotpSecret } from '#identity/second_factor/totp'
import BankChange from '#partners/models/bank_change'
import CompanyChange from '#partners/models/company_change'
import type Partner from '#partners/models/partner'
import { proposeTemplate, saveTemplate } from '#pks/actions/edit_template'
import { recordComparison } from '#pks/actions/pin_decide'
import { proposeWithdrawal } from '#pks/actions/trust_decide'
import TrustImport from '#pks/models/trust_import'
import { clock } from '#shared/clock'
import { reportRating } from '#storefront/actions/report_rating'
import { saveText } from '#storefront/actions/edit_text'
import Page from '#storefront/models/page'
import Rating from '#storefront/models/rating'
import { publicId, randomCode } from '#shared/public_id'
import { createPartner, createStaff, freshEmail } from './accounts.js'
import { createContent, roundOf, type ContentWish } from './contents.js'
import { createBuyer, createPurchase } from './listings.js'
import { registerNumber } from './orders.js'
import type { Actor } from './policies.js'
import { newRoot, pemOf, pinned, proposed, trusted, uploadedPin } from './trust.js'
import type { Visitor } from './visitor.js'

/** Who acts: one signed-in visitor of each kind, and the accounts behind them. */
export interface Cast {
  staff: Record<StaffRole, Staff>
  partner: Partner
  customer: Customer
  trialCustomer: Customer
  visitors: Record<Actor, Visitor>
}

/** A request that succeeds for `as`, on a record that is there. */
export interface ValidRequest {
  as: Actor
  params?: Record<string, string>
  /** A page whose form, as it stands there for `as`, is what is sent. */
  page?: string
  /** Where its button sends the form elsewhere: which form of the page it is. */
  form?: string
  values?: Record<string, string | number>
  /** False where the last step takes more than the product: a captcha, a portal, a gateway. The refusals are tried all the same. */
  succeeds?: boolean
}

type Maker = (cast: Cast) => Promise<ValidRequest>

const REASON = 'Sudah dibicarakan lewat nomor kantor.'

const member = async (role: StaffRole, disabled = false) => {
  const { publicId: id } = await createStaff(role, { disabled })
  return { as: 'administrator' as const, params: { id } }
}

async function invitation({ staff }: Cast) {
  const made = await StaffInvitation.create({
    status: 'open',
    email: freshEmail('undangan'),
    role: 'qa',
    language: 'id',
    invitedBy: staff.administrator.id,
    expiresAt: clock.now().plus({ days: 3 }),
  })
  return { as: 'administrator' as const, params: { id: made.publicId } }
}

async function proposal() {
  const [by, about] = [await createStaff('administrator'), await createStaff('qa')]
  const now = clock.now()
  const made = await Proposal.create({
    kind: 'staff.role',
    subject: about.publicId,
    data: { id: about.publicId, role: 'finance' },
    reason: null,
    status: 'open',
    proposedBy: by.id,
    ripeAt: now,
    expiresAt: now.plus({ days: 7 }),
  })
  return { as: 'administrator' as const, params: { id: made.publicId } }
}

async function bankChange(checkedBy?: Staff) {
  const { id, bankName, bankBranch, bankHolder, bankAccount } = await createPartner()
  const wanted = JSON.stringify({ bankName, bankBranch, bankHolder, bankAccount })
  const made = await BankChange.create({
    partnerId: id,
    status: checkedBy ? 'checked' : 'confirmed',
    wanted,
    former: wanted,
    expiresAt: clock.now().plus({ days: 1 }),
    ...(checkedBy && {
      checkedBy: checkedBy.publicId,
      checkedAt: clock.now(),
      checkedChannel: 'phone' as const,
    }),
  })
  return { as: 'finance' as const, params: { id: made.publicId } }
}

async function companyChange() {
  const partner = await createPartner()
  const change = await CompanyChange.create({
    partnerId: partner.id,
    section: 'company',
    status: 'open',
    before: null,
    validatedAt: clock.now().minus({ days: 4 }),
    changedAt: clock.now(),
  })
  const params = { id: partner.publicId, change: change.publicId }
  return { as: 'legal' as const, params, values: { seen: change.changedAt.toMillis() } }
}

let nextPrice = 93_050

async function price(retired: number) {
  const amount = (nextPrice += 50)
  await db.table('price_points').insert({ amount, retired })
  return { as: 'administrator' as const, params: { amount: String(amount) } }
}

let nextCategory = 0

async function category(retired = 0) {
  const key = `matriks_${'abcdefghijklmnop'[nextCategory++]}`
  const position = 900 + nextCategory
  const names = { name_id: 'Matriks', name_en: 'Matrix' }
  await db.table('categories').insert({ key, position, retired, ...names })
  return { as: 'administrator' as const, params: { key } }
}

const TERMS = { textId: '# Satu\n\nIsi.', textEn: '# One\n\nText.' }

async function termsDraft({ staff }: Cast) {
  await db.from('terms_drafts').update({ status: 'discarded' })
  const saved = await saveTerms(staff.administrator, { ...TERMS, revision: 0 })
  if (!saved.ok) throw new Error(saved.error.type)
  return { as: 'administrator' as const, values: { revision: saved.value } }
}

/** @param isProposed by Legal, so that an administrator may publish it */
async function template({ staff, visitors }: Cast, isProposed: boolean) {
  await db.from('pks_template_drafts').update({ status: 'discarded' })
  const page = await visitors.legal.get('/catalogue/templates/addendum')
  const [textId, textEn] = ['id', 'en'].map((of) => page.$(`#f-text_${of}`).text())
  const text = { textId: textId!, textEn: textEn!, revision: 0 }
  const saved = await saveTemplate(staff.legal, 'addendum', text)
  if (!saved.ok) throw new Error(saved.error.type)
  if (isProposed) await proposeTemplate(staff.legal, 'addendum', saved.value)
  const as = 'administrator' as const
  return { as, params: { kind: 'addendum' }, values: { revision: saved.value } }
}

/** A round of somebody's content; claimed by whom its desk is. */
async function round({ staff }: Cast, lane: Lane, isClaimed = true) {
  const { version } = await createContent(await createPartner(), { status: 'in_review' })
  const { publicId: id } = await roundOf(version, lane)
  const as = lane === 'legal' ? ('legal' as const) : ('qa' as const)
  if (isClaimed) await claimRound(staff[as], id)
  return { as, params: { id } }
}

async function ownContent({ partner }: Cast, wish: ContentWish = {}) {
  const { content } = await createContent(partner, wish)
  const { publicId: id } = content
  return { as: 'partner' as const, params: { id } }
}

async function onSale() {
  const { content } = await createContent(await createPartner())
  const { publicId: id } = content
  return { as: 'legal' as const, params: { id }, values: { reason: REASON } }
}

async function anchor() {
  const [made] = await trusted(pemOf((await newRoot()).der))
  return {
    as: 'administrator' as const,
    params: { id: made!.publicId },
    values: { reason: REASON },
  }
}

async function withdrawnAnchor() {
  const [made] = await trusted(pemOf((await newRoot()).der))
  const by = await createStaff('administrator')
  await proposeWithdrawal({ id: made!.publicId, reason: REASON, by })
  return { as: 'legal' as const, params: { id: made!.publicId } }
}

async function proposedImport() {
  const by = await createStaff('administrator')
  const [made] = await proposed(pemOf((await newRoot()).der), by)
  const { publicId: id } = await TrustImport.findOrFail(made!.importId)
  return { id, pick: `pick_${made!.sha256}` }
}

async function pin(step: 'uploaded' | 'compared' | 'pinned') {
  const made = await uploadedPin(await createPartner())
  const { publicId: id, sha256: heard } = made
  if (step === 'pinned') await pinned(made)
  if (step === 'compared') {
    const by = await createStaff('legal')
    await recordComparison({ id, by, channel: 'phone', heard, note: REASON })
  }
  return { as: 'legal' as const, params: { id }, heard }
}

async function deadMessage() {
  const id = publicId()
  const now = clock.now().toMillis()
  await db.table('outbox').insert({
    public_id: id,
    kind: 'approvals.never',
    payload: '{}',
    status: 'dead',
    attempts: 9,
    run_at: now,
    created_at: now,
  })
  return { as: 'administrator' as const, params: { id } }
}

/** Notices of whoever acts: nobody else reaches them. */
async function notice(as: Actor, reader: { id: number }, kind: string) {
  const id = publicId()
  await db.table('notices').insert({
    public_id: id,
    reader_kind: kind,
    reader_id: reader.id,
    kind: 'identity.password_changed',
    data: '{}',
    path: '/account',
    created_at: clock.now().toMillis(),
  })
  return { as, params: { id } }
}

async function order(cast: Cast) {
  const content = await createContent(await createPartner())
  const { number } = await createPurchase(cast.customer, content)
  return { as: 'customer' as const, params: { number } }
}

async function paymentNumber(cast: Cast) {
  const { publicId: id } = await registerNumber(cast.customer, 'speedy', { verified: false })
  return { as: 'customer' as const, params: { id } }
}

async function ownPin({ partner }: Cast) {
  const { publicId: id } = await uploadedPin(partner)
  return { as: 'partner' as const, params: { id }, values: { reason: REASON } }
}

/** A text of its own, which nobody else edits meanwhile. */
async function sideLink(): Promise<string> {
  const slug = randomCode(12)
  const words = {
    titleId: slug,
    titleEn: slug,
    bodyId: 'https://a.example',
    bodyEn: 'https://a.example',
  }
  const { publicId: id } = await Page.create({ section: 'link', slug, position: 99, ...words })
  return id
}

/** A comment that somebody else has written, reported where it is the desk's to decide. */
async function comment(cast: Cast, partner: Partner, { reported = false } = {}) {
  const content = await createContent(partner)
  const author = await createBuyer(content)
  const rating = await Rating.create({
    contentId: content.content.id,
    customerId: author.id,
    stars: 2,
    comment: 'Iklannya terlalu banyak.',
    hidden: false,
  })
  const report = { ratingId: rating.publicId, reason: 'spam', note: null } as const
  if (reported) await reportRating(cast.customer, report)
  return { id: content.content.publicId, rating: rating.publicId }
}

const message = () => ({ message: 'Kapan dapat dihubungi?', form_key: randomCode(32) })

/** By surface and pattern of a POST. */
export const VALID_REQUESTS: Record<string, Maker> = {
  'staff /staff/invitations': async () => ({
    as: 'administrator',
    values: { email: freshEmail('undangan'), role: 'qa', language: 'id' },
  }),
  'staff /staff/invitations/:id/resend': invitation,
  'staff /staff/invitations/:id/revoke': invitation,
  'staff /confirmations/:id/confirmation': proposal,
  'staff /confirmations/:id/refusal': proposal,
  'staff /staff/:id/role': async () => ({ ...(await member('legal')), values: { role: 'qa' } }),
  'staff /staff/:id/disable': () => member('qa'),
  'staff /staff/:id/enable': () => member('qa', true),
  'staff /staff/:id/second-factor': async () => ({
    ...(await member('qa')),
    values: { reason: REASON },
  }),
  'staff /bank-changes/:id/reveal': () => bankChange(),
  'staff /bank-changes/:id/check': async () => ({
    ...(await bankChange()),
    values: { channel: 'phone' },
  }),
  'staff /bank-changes/:id/approval': async () => bankChange(await createStaff('legal')),
  'staff /bank-changes/:id/refusal': async () => ({
    ...(await bankChange()),
    values: { reason: REASON },
  }),
  'staff /catalogue/prices': async () => ({
    as: 'administrator',
    values: { amount: (nextPrice += 50) },
  }),
  'staff /catalogue/prices/:amount/retirement': () => price(0),
  'staff /catalogue/prices/:amount/restoration': () => price(1),
  'staff /catalogue/categories': async () => ({
    as: 'administrator',
    values: { key: 'matriks_z', name_id: 'Matriks', name_en: 'Matrix' },
  }),
  'staff /catalogue/categories/:key': async () => ({
    ...(await category()),
    values: { name_id: 'Matriks baru', name_en: 'New matrix' },
  }),
  'staff /catalogue/categories/:key/position': async () => ({
    ...(await category()),
    values: { way: 'up' },
  }),
  'staff /catalogue/categories/:key/retirement': () => category(),
  'staff /catalogue/categories/:key/restoration': () => category(1),
  'staff /catalogue/terms/draft': async (cast) => ({
    ...(await termsDraft(cast)),
    page: '/catalogue/terms',
  }),
  'staff /catalogue/terms/publication': termsDraft,
  'staff /catalogue/terms/discard': termsDraft,
  'staff /catalogue/templates/:kind/draft': async (cast) => ({
    ...(await template(cast, false)),
    page: '/catalogue/templates/addendum',
  }),
  'staff /catalogue/templates/:kind/proposal': (cast) => template(cast, false),
  'staff /catalogue/templates/:kind/publication': (cast) => template(cast, true),
  'staff /catalogue/templates/:kind/return': (cast) => template(cast, true),
  'staff /catalogue/templates/:kind/discard': (cast) => template(cast, true),
  'staff /queue/batch': async (cast) => {
    const { as, params } = await round(cast, 'qa_content', false)
    return { as, values: { step: 'claim', rounds: params.id } }
  },
  'staff /queue/:id/claim': (cast) => round(cast, 'legal', false),
  'staff /queue/:id/release': (cast) => round(cast, 'legal'),
  'staff /queue/:id/checklist': async (cast) => {
    const made = await round(cast, 'legal')
    const { id } = made.params
    return { ...made, page: `/queue/${id}`, form: `form[action="/queue/${id}/decision"]` }
  },
  'staff /queue/:id/decision': async (cast) => {
    const made = await round(cast, 'legal')
    const values = { decision: 'refused', reason: 'other', instruction: REASON }
    return { ...made, page: `/queue/${made.params.id}`, values }
  },
  'staff /queue/:id/calls': async (cast) => ({
    ...(await round(cast, 'qa_content')),
    values: {
      call_number: '02745550132',
      call_at: clock
        .now()
        .minus({ hours: 1 })
        .setZone('Asia/Jakarta')
        .toFormat("yyyy-MM-dd'T'HH:mm"),
      call_outcome: 'answered',
      form_key: randomBytes(16).toString('hex'),
    },
  }),
  'staff /queue/:id/messages': async (cast) => ({
    ...(await round(cast, 'legal')),
    values: message(),
  }),
  'staff /queue/:id/notes': async (cast) => ({
    ...(await round(cast, 'legal')),
    values: { note: 'Sudah ditelepon.', form_key: randomCode(32) },
  }),
  'staff /queue/:id/reveal': async (cast) => ({
    ...(await round(cast, 'legal')),
    values: { field: 'ktp' },
  }),
  'staff /companies/:id/reveal': async () => ({
    as: 'legal',
    params: { id: (await createPartner()).publicId },
    values: { field: 'ktp', reason: 'legal_review' },
  }),
  'staff /companies/:id/changes/:change/validation': companyChange,
  'staff /companies/:id/changes/:change/return': async () => {
    const made = await companyChange()
    return { ...made, values: { ...made.values, reason: REASON } }
  },
  'staff /companies/:id/second-factor': async () => ({
    as: 'administrator',
    params: { id: (await createPartner({ totpSecret: newTotpSecret() })).publicId },
    values: { reason: REASON },
  }),
  'staff /contents/:id/suspension': onSale,
  'staff /contents/:id/resumption': async ({ staff }) => {
    const made = await onSale()
    const contentPublicId = made.params.id
    await suspendContent({ contentPublicId, by: staff.legal, reason: REASON })
    return made
  },
  'staff /audit/exports': async () => ({ as: 'administrator', values: { format: 'csv' } }),
  'staff /outbox/:id/retry': deadMessage,
  'staff /trust/imports/:id/refusal': async () => {
    const { id, pick } = await proposedImport()
    return { as: 'legal', params: { id }, values: { [pick]: 1, reason: REASON } }
  },
  'staff /trust/imports/:id/confirmation': async () => {
    const { id, pick } = await proposedImport()
    return { as: 'legal', params: { id }, values: { [pick]: 1 } }
  },
  'staff /trust/authorities/:id/withdrawal': anchor,
  'staff /trust/authorities/:id/withdrawal/confirmation': withdrawnAnchor,
  'staff /trust/authorities/:id/withdrawal/refusal': withdrawnAnchor,
  'staff /trust/pins/:id/comparison': async () => {
    const { heard, ...made } = await pin('uploaded')
    return { ...made, values: { channel: 'phone', heard, note: REASON } }
  },
  'staff /trust/pins/:id/confirmation': () => pin('compared'),
  'staff /trust/pins/:id/refusal': async () => ({
    ...(await pin('compared')),
    values: { reason: REASON },
  }),
  'staff /trust/pins/:id/unpinning': async () => ({
    ...(await pin('pinned')),
    values: { reason: REASON },
  }),
  'staff /notices/:id/reading': ({ staff }) => notice('legal', staff.legal, 'staff'),

  'partner /notices/:id/reading': ({ partner }) => notice('partner', partner, 'partner'),
  'partner /contents/:id': async (cast) => {
    const made = await ownContent(cast, { status: 'draft' })
    return { ...made, page: `/contents/${made.params.id}/edit` }
  },
  'partner /contents/:id/draft': async (cast) => {
    const made = await ownContent(cast, { status: 'draft' })
    const { id } = made.params
    return { ...made, page: `/contents/${id}/edit`, form: `form[action="/contents/${id}"]` }
  },
  'partner /contents/:id/check': (cast) => ownContent(cast, { status: 'draft' }),
  'partner /contents/:id/review': async (cast) => ({
    ...(await ownContent(cast, { status: 'draft' })),
    values: { submit_key: randomCode(32) },
    succeeds: false,
  }),
  'partner /contents/:id/retest': async (cast) => ({
    ...(await ownContent(cast, { status: 'in_review', fab: 'refused' })),
    succeeds: false,
  }),
  'partner /contents/:id/withdrawal': (cast) => ownContent(cast, { status: 'in_review' }),
  'partner /contents/:id/sale-end': (cast) => ownContent(cast),
  'partner /contents/:id/development-urls': async (cast) => ({
    ...(await ownContent(cast, { status: 'in_review' })),
    values: {
      forwarding_url_development: 'https://nadapusaka.example/uji/baru',
      redirect_url_development: 'https://nadapusaka.example/uji/baru/masuk',
    },
  }),
  'partner /contents/:id/messages': async (cast) => ({
    ...(await ownContent(cast, { status: 'in_review' })),
    values: message(),
  }),
  'partner /certificates/:id/cancellation': ownPin,

  'partner /contents/:id/ratings/:rating/answer': async (cast) => ({
    as: 'partner',
    params: await comment(cast, cast.partner),
    values: { answer: 'Terima kasih, kami kurangi.' },
  }),
  'staff /texts/:id/draft': async () => {
    const id = await sideLink()
    const address = 'https://www.telkom.example/speedy'
    const values = { title_id: 'Speedy', title_en: 'Speedy', body_id: address, body_en: address }
    return { as: 'administrator', params: { id }, values: { ...values, revision: 0 } }
  },
  'staff /texts/:id/decision': async ({ staff }) => {
    const id = await sideLink()
    const address = 'https://www.telkom.example/speedy'
    const words = { titleId: 'Speedy', titleEn: 'Speedy', bodyId: address, bodyEn: address }
    await saveText(staff.legal, { id, revision: 0, words })
    const values = { decision: 'publish', revision: 1 }
    return { as: 'administrator', params: { id }, values }
  },
  'staff /moderation/:id': async (cast) => {
    const { rating } = await comment(cast, cast.partner, { reported: true })
    return { as: 'qa', params: { id: rating }, values: { decision: 'hide', reason: REASON } }
  },

  'store /notices/:id/reading': ({ customer }) => notice('customer', customer, 'customer'),
  'store /orders/:number/cancel': async (cast) => ({ ...(await order(cast)), succeeds: false }),
  'store /orders/:number/stop': async (cast) => ({ ...(await order(cast)), succeeds: false }),
  'store /account/numbers/:id': async (cast) => ({
    ...(await paymentNumber(cast)),
    values: { code: '123456' },
    succeeds: false,
  }),
  'store /account/numbers/:id/resend': async (cast) => ({
    ...(await paymentNumber(cast)),
    succeeds: false,
  }),
  'store /account/numbers/:id/remove': paymentNumber,
}

/** POSTs for some of a kind, or of somebody's record, that are tried elsewhere: with files, keys of a session, or a portal that answers. */
export const TRIED_ELSEWHERE = [
  'staff /queue/:id/evidence',
  // For every role that sees the round.
  'staff /queue/:id/store-entry',
  'staff /queue/:id/evidence/removal',
  'staff /trust/imports',
  'staff /trust/imports/:id/proposal',
  'staff /trust/imports/:id/discard',
  'staff /replies/:id/judgements',
  'partner /integration/calls/:id/resend',
  'partner /integration/scenarios/:scenario',
  'partner /agreements/:id/reissue',
  'partner /agreements/:id/replies',
  'store /orders/:number/renewal',
  'store /products/:id/rating',
  // For every customer but its author.
  'store /ratings/:id/report',
]

/** The roles that a route's list leaves out. */
export function othersThan(roles: readonly StaffRole[]): StaffRole[] {
  return STAFF_ROLES.filter((role) => !roles.includes(role))
}
