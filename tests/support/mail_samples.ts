import encryption from '@adonisjs/core/services/encryption'
import db from '@adonisjs/lucid/services/db'
import { createHash } from 'node:crypto'
import ApprovalClock from '#approvals/models/approval_clock'
import type ApprovalRound from '#approvals/models/approval_round'
import ContentMessage from '#approvals/models/content_message'
import type { Reason } from '#approvals/reasons'
import type { Decision, Lane } from '#approvals/lanes'
import TermsVersion from '#catalogue/models/terms_version'
import { purchaseKey } from '#checkout/idem_keys'
import Payment from '#checkout/models/payment'
import Subscription from '#checkout/models/subscription'
import type { Language, StoreEnvironment } from '#core/http/surfaces'
import { FAREWELL_SEAL } from '#customers/actions/close_customer'
import type Customer from '#customers/models/customer'
import CustomerRegistration from '#customers/models/customer_registration'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import { NOTICES } from '#identity/mails/notice_mail'
import type Staff from '#identity/models/staff'
import { STAFF_ROLES, type StaffRole } from '#identity/models/staff'
import Proposal from '#identity/models/proposal'
import StaffInvitation from '#identity/models/staff_invitation'
import BankChange from '#partners/models/bank_change'
import CompanyChange from '#partners/models/company_change'
import type Partner from '#partners/models/partner'
import PartnerEmailChange from '#partners/models/partner_email_change'
import PartnerRegistration from '#partners/models/partner_registration'
import { DECLINE_LABELS } from '#payments/labels'
import { REPLY_CHECKS, type ReplyCheck, type ReplyCheckName, type ReplyReason } from '#pki/judge'
import { SEAL_HINDRANCES } from '#pks/actions/sealing_material'
import type Agreement from '#pks/models/agreement'
import type PinnedCertificate from '#pks/models/pinned_certificate'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import SealKey from '#pks/models/seal_key'
import type TrustAnchor from '#pks/models/trust_anchor'
import { clock } from '#shared/clock'
import Rating from '#storefront/models/rating'
import { publicId } from '#shared/public_id'
import { put } from '#storage/main'
import {
  createCustomer,
  createPartner,
  createStaff,
  freshEmail,
  hashedPassword,
} from './accounts.js'
import { createContent, roundOf, type MadeContent } from './contents.js'
import { createPurchase } from './listings.js'
import { createApprovedVersion, request } from './pks.js'
import { partnerForm } from './registrations.js'
import { newRoot, pemOf, proposed, uploadedPin } from './trust.js'

type Reader = Partner | Customer | Staff

/** One mail that the product sends: what is enqueued, and who opens it. */
export interface MailSample {
  /** Which of a mail's ways this is. */
  what?: string
  payload: Record<string, unknown>
  /** Whose mailbox it comes into. */
  to: string
  /** Who follows its links, signed in where they ask for it; nobody for a mailed key. */
  reader?: Reader
  /** Addresses of others that it names in its text and does not link. */
  names?: string[]
}

/** A rating with words and an answer, by the production store's customer. */
async function ratingIn(cast: MailCast): Promise<Rating> {
  const { content } = await cast.content('on sale', { paymentKind: 'subscription', price: 22_000 })
  const customer = await cast.customer('production')
  const ids = { contentId: content.id, customerId: customer.id }
  return Rating.firstOrCreate(ids, {
    stars: 4,
    comment: cast.typed.message,
    answer: cast.typed.message,
    hidden: false,
  })
}

/** What an administrator has asked for; each has a subject of its own, as one is open for each. */
async function aProposal(
  cast: MailCast,
  kind: string,
  data: Record<string, unknown>
): Promise<Proposal> {
  const proposer = await cast.staff('administrator')
  const now = clock.now()
  return Proposal.create({
    kind,
    subject: publicId(),
    data,
    reason: cast.typed.reason,
    status: 'open',
    proposedBy: proposer.id,
    ripeAt: now,
    expiresAt: now.plus({ days: 7 }),
  })
}

/** What nobody may read in a mail: the sample partner's and customers' personal numbers. */
export const PERSONAL_NUMBERS = {
  ktp: '3174051204890001',
  npwp: '084152271541000',
  companyNpwp: '023187750541000',
  directorKtp: '3471096406750003',
  bankAccount: '1370012556780',
  payment: '139204471180',
} as const

/** What people typed, in the language of who reads it: everything else in a mail is ours. */
const TYPED = {
  id: {
    instruction: 'Nomor SK pada data perusahaan berbeda dari akta. Samakan lalu kirim ulang.',
    message: 'Nomor layanan pelanggan tidak diangkat pukul 21.00.\nKapan dapat dihubungi?',
    reason: 'Rekening bukan milik perusahaan.',
  },
  en: {
    instruction: 'The decree number differs from the deed. Correct it and submit again.',
    message: 'Nobody answers the customer care line at 9 p.m.\nWhen can it be reached?',
    reason: 'The account does not belong to the company.',
  },
} as const

/** Everything that samples of one language share: made when first asked for. */
export class MailCast {
  readonly #made = new Map<string, Promise<unknown>>()

  constructor(readonly language: Language) {}

  get typed() {
    return TYPED[this.language]
  }

  #once<T>(key: string, make: () => Promise<T>): Promise<T> {
    if (!this.#made.has(key)) this.#made.set(key, make())
    return this.#made.get(key) as Promise<T>
  }

  partner = () =>
    this.#once('partner', () => {
      const { payment, ...numbers } = PERSONAL_NUMBERS
      return createPartner({ language: this.language, companyName: 'PT Nada Pusaka', ...numbers })
    })

  staff = (role: StaffRole) =>
    this.#once(`staff ${role}`, () => createStaff(role, { language: this.language, name: 'Rini' }))

  /** One of each kind that takes two administrators. */
  async proposals(): Promise<{ kind: string; data: Record<string, unknown> }[]> {
    const [{ publicId: id }, partner] = [await this.staff('qa'), await this.partner()]
    return [
      { kind: 'staff.invite', data: { email: freshEmail('undangan'), role: 'finance' } },
      { kind: 'staff.role', data: { id, role: 'administrator' } },
      { kind: 'staff.enable', data: { id } },
      { kind: 'staff.second_factor', data: { id } },
      { kind: 'partner.second_factor', data: { partnerId: partner.id } },
      { kind: 'price.add', data: { amount: 7_500 } },
      { kind: 'terms.publish', data: { revision: 3 } },
    ]
  }

  customer = (environment: StoreEnvironment) =>
    this.#once(`customer ${environment}`, () =>
      createCustomer(environment, { language: this.language })
    )

  content = (key: string, wish: Parameters<typeof createContent>[1] = {}): Promise<MadeContent> =>
    this.#once(`content ${key}`, async () =>
      createContent(await this.partner(), { name: 'Gamelan Saku', ...wish })
    )

  /** A content in review of which a lane has said this. */
  async decided(lane: Lane, status: Decision, reason: Reason | null): Promise<ApprovalRound> {
    const { version } = await createContent(await this.partner(), {
      status: 'in_review',
      fab: 'open',
      name: 'Gamelan Saku',
    })
    const round = await roundOf(version, lane)
    const instruction = reason && this.typed.instruction
    return round.merge({ status, reason, instruction, decidedAt: clock.now() }).save()
  }

  /** An order with its payment, by an environment’s customer. */
  async order(environment: StoreEnvironment, failure: string | null = null) {
    const customer = await this.customer(environment)
    const content = await this.content('on sale', { paymentKind: 'subscription', price: 22_000 })
    const order = await createPurchase(customer, content)
    await order
      .merge({ failure, methodMasked: '•••• 1180', number: orderNumber(environment) })
      .save()
    const now = clock.now()
    const payment = await Payment.create({
      orderId: order.id,
      method: 'flexi_prepaid',
      idemKey: purchaseKey(order),
      period: '2026-11',
      status: 'collected',
      amount: order.price,
      sequence: 1,
      reason: failure,
    })
    await Subscription.create({
      orderId: order.id,
      customerId: customer.id,
      contentId: order.contentId,
      status: 'active',
      anchorDay: 3,
      period: '2026-11',
      renewsAt: now.plus({ days: 20 }),
      retryAt: now.plus({ days: 1 }),
    })
    await db.table('entitlements').insert({
      order_id: order.id,
      customer_id: customer.id,
      content_id: order.contentId,
      granted_at: now.toMillis(),
      ends_at: now.plus({ days: 20 }).toMillis(),
    })
    return { customer, payload: { orderId: order.id, paymentId: payment.id } }
  }

  agreement = (key: string, change: Partial<Agreement> = {}): Promise<Agreement> =>
    this.#once(`agreement ${key}`, async () => {
      const agreement = await request(await createApprovedVersion(await this.partner()))
      const documentKey = `documents/${agreement.publicId}.pdf`
      await put(documentKey, Buffer.from('%PDF-1.7'))
      const at = clock.now()
      return agreement
        .merge({ status: 'sent', documentKey, sentAt: at, lapsesAt: at.plus({ days: 30 }) })
        .merge(change)
        .save()
    })

  /** A reply that was judged: every check named failed or in doubt with its reason, the others passed. */
  async verdict(agreement: Agreement, findings: Partial<Record<ReplyCheckName, ReplyReason>>) {
    const held = Object.values(findings).every((reason) => reason?.startsWith('revocation.'))
    const reply = await PksReply.create({
      agreementId: agreement.id,
      receivedFor: agreement.id,
      source: 'upload',
      rawKey: 'none',
      rawSha256: createHash('sha256').update(publicId()).digest('hex'),
      size: 1,
      status: held ? 'held' : 'rejected',
      receivedAt: clock.now(),
    })
    const checks = REPLY_CHECKS.map((name): ReplyCheck => {
      const reason = findings[name]
      if (!reason) return { name, status: 'passed' }
      const params = {
        certificate: 'Bagas Wirawan',
        issuer: 'Etalase Email CA',
        from: 'x@y.example',
      }
      return { name, status: held ? 'indeterminate' : 'failed', reason, params }
    })
    const verdict = await PksVerdict.create({
      replyId: reply.id,
      outcome: held ? 'indeterminate' : 'rejected',
      checks,
      signer: null,
      evidence: null,
      judgedAt: clock.now(),
    })
    return { reply, payload: { verdictId: verdict.id } }
  }

  pin = (): Promise<PinnedCertificate> =>
    this.#once('pin', async () => uploadedPin(await this.partner()))
}

let anchor: Promise<TrustAnchor> | undefined

/** An authority that waits for the second administrator; the same for both languages. */
function anAnchor(): Promise<TrustAnchor> {
  return (anchor ??= (async () => {
    const by = await createStaff('administrator')
    return (await proposed(pemOf((await newRoot()).der), by))[0]!
  })())
}

let orders = 0

function orderNumber(environment: StoreEnvironment): string {
  orders += 1
  return `20190101-${environment === 'development' ? 'D' : ''}${700 + orders}`
}

type Samples = (cast: MailCast) => Promise<MailSample[]>

/** For the partner: one sample, or one for each of several ways. */
const toPartner =
  (
    make: (cast: MailCast) => Promise<{ what?: string; payload: Record<string, unknown> }[]>
  ): Samples =>
  async (cast) => {
    const reader = await cast.partner()
    return (await make(cast)).map((sample) => ({ ...sample, to: reader.email, reader }))
  }

const toStaff =
  (
    role: StaffRole,
    make: (cast: MailCast) => Promise<{ what?: string; payload: Record<string, unknown> }[]>
  ): Samples =>
  async (cast) => {
    const reader = await cast.staff(role)
    return (await make(cast)).map(({ what, payload }) => ({
      what,
      payload: { ...payload, staffId: reader.id },
      to: reader.email,
      reader,
    }))
  }

/** What customers are told of an order, in both stores; with every cause where there is one. */
const ofOrder =
  (causes: (string | null)[] = [null]): Samples =>
  async (cast) => {
    const samples: MailSample[] = []
    const cases = causes.flatMap((cause, index): [StoreEnvironment, string | null][] =>
      index === 0
        ? [
            ['production', cause],
            ['development', cause],
          ]
        : [['production', cause]]
    )
    for (const [environment, cause] of cases) {
      const { customer: reader, payload } = await cast.order(environment, cause)
      const what = [environment, cause].filter(Boolean).join(' ')
      samples.push({ what, payload, to: reader.email, reader })
    }
    return samples
  }

const DECLINES = Object.keys(DECLINE_LABELS)

/** Each kind of account, on each of its doors. */
const ofAccount =
  (withReader: boolean): Samples =>
  async (cast) => {
    const accounts = [
      ['partner', await cast.partner()],
      ['staff', await cast.staff('legal')],
      ['customer', await cast.customer('production')],
      ['customer', await cast.customer('development')],
    ] as const
    return accounts.map(([kind, account]) => ({
      what: kind,
      payload: { kind, accountId: account.id },
      to: account.email,
      ...(withReader && { reader: account }),
    }))
  }

/**
 * At least one sample of every mail that the product sends, by its name; where a mail has several ways to be worded, one of each. A
 * mail without a line here fails the walk.
 */
export const MAIL_SAMPLES: Readonly<Record<string, Samples>> = {
  'identity.password_reset': ofAccount(false),
  'identity.password_changed': ofAccount(false),
  'identity.notice': async (cast) => {
    const samples: MailSample[] = []
    for (const notice of NOTICES) {
      const [kind, account] = notice.startsWith('staff_')
        ? (['staff', await cast.staff('legal')] as const)
        : (['partner', await cast.partner()] as const)
      const seen = { device: 'Firefox, Windows', ip: '203.0.113.7', at: clock.now().toMillis() }
      samples.push({
        what: notice,
        payload: {
          kind,
          accountId: account.id,
          notice,
          ...(notice === 'new_device' && seen),
          ...(notice.startsWith('passkey_') && { passkey: 'Laptop kantor' }),
        },
        to: account.email,
      })
    }
    return samples
  },
  'identity.invitation': async (cast) => {
    const samples: MailSample[] = []
    for (const role of STAFF_ROLES) {
      const invitation = await StaffInvitation.create({
        status: 'open',
        email: freshEmail('undangan'),
        role,
        language: cast.language,
        invitedBy: (await cast.staff('administrator')).id,
        expiresAt: clock.now().plus({ days: 3 }),
      })
      samples.push({ what: role, payload: { invitationId: invitation.id }, to: invitation.email })
    }
    return samples
  },
  'identity.proposal': async (cast) => {
    const reader = await cast.staff('administrator')
    const samples: MailSample[] = []
    for (const { kind, data } of await cast.proposals()) {
      for (const step of ['asked', 'decided', 'alone'] as const) {
        const proposal = await aProposal(cast, kind, data)
        if (step !== 'asked') await proposal.merge({ status: 'confirmed' }).save()
        const payload = { proposalId: proposal.id, staffId: reader.id, step }
        samples.push({ what: `${kind}, ${step}`, payload, to: reader.email, reader })
      }
    }
    return samples
  },
  'identity.factor_removal': async (cast) => {
    const partner = await cast.partner()
    const data = { partnerId: partner.id }
    const proposal = await aProposal(cast, 'partner.second_factor', data)
    return [{ payload: { proposalId: proposal.id, ...data }, to: partner.email }]
  },
  'identity.team_news': async (cast) => {
    const reader = await cast.staff('administrator')
    const about = await cast.staff('legal')
    const invitation = await StaffInvitation.create({
      status: 'open',
      email: freshEmail('undangan'),
      role: 'qa',
      language: cast.language,
      invitedBy: reader.id,
      expiresAt: clock.now().plus({ days: 3 }),
    })
    return [
      { what: 'invited', invitationId: invitation.id },
      ...['role', 'disabled', 'enabled', 'second_factor'].map((what) => ({
        what,
        staffId: about.id,
      })),
    ].map((news) => ({
      what: news.what,
      payload: { ...news, readerId: reader.id, byId: about.id },
      to: reader.email,
      reader,
    }))
  },

  'customers.activation': async (cast) => {
    const samples: MailSample[] = []
    for (const environment of ['production', 'development'] as const) {
      const registration = await CustomerRegistration.create({
        environment,
        email: freshEmail('pelanggan'),
        name: 'Dewi Lestari',
        password: await hashedPassword(),
        language: cast.language,
        expiresAt: clock.now().plus({ days: 3 }),
      })
      const payload = { registrationId: registration.id }
      samples.push({ what: environment, payload, to: registration.email! })
    }
    return samples
  },
  'customers.known_address': async (cast) => {
    const customer = await cast.customer('production')
    return [{ payload: { customerId: customer.id }, to: customer.email }]
  },
  'customers.farewell': async ({ language }) => {
    const former = {
      email: freshEmail('pelanggan'),
      name: 'Dewi',
      language,
      environment: 'production',
    }
    const sealed = encryption.encrypt(former, { purpose: FAREWELL_SEAL })
    return [{ payload: { sealed }, to: former.email }]
  },

  'approvals.submitted': toPartner(async (cast) => {
    const { version } = await cast.content('in review', { status: 'in_review' })
    return [true, false].map((isFirst) => ({
      what: isFirst ? 'first' : 'again',
      payload: { versionId: version.id, isFirst },
    }))
  }),
  'approvals.decided': toPartner(async (cast) => {
    const said: [Lane, Decision, Reason | null][] = [
      ['legal', 'approved', null],
      ['qa_fab', 'approved', null],
      ['legal', 'refused', 'not_entitled'],
      ['legal', 'needs_correction', 'company_differs'],
      ['qa_content', 'needs_correction', 'care_unreachable'],
      ['qa_content', 'refused', 'misleading'],
      ['qa_fab', 'refused', 'duplicate_delivered'],
    ]
    const samples = []
    for (const [lane, status, reason] of said) {
      const { id } = await cast.decided(lane, status, reason)
      samples.push({ what: [lane, status, reason].join(' '), payload: { roundId: id } })
    }
    const last = await roundOf(
      (await cast.content('approved', { status: 'approved' })).version,
      'legal'
    )
    return [...samples, { what: 'the last approval', payload: { roundId: last.id } }]
  }),
  'approvals.test_passed': toPartner(async (cast) => {
    const number = '20190101-D044'
    const passed = await cast.content('fab passed', { status: 'in_review', fab: 'approved' })
    const refused = await cast.content('fab refused', { status: 'in_review', fab: 'refused' })
    const complete = await cast.content('approved', { status: 'approved' })
    return [
      { what: 'passed', payload: { versionId: passed.version.id, orderNumber: number } },
      { what: 'opens the retest', payload: { versionId: refused.version.id, orderNumber: number } },
      {
        what: 'the last approval',
        payload: { versionId: complete.version.id, orderNumber: number },
      },
    ]
  }),
  'approvals.escalated': toStaff('qa', async (cast) => {
    const { version } = await cast.content('in review', { status: 'in_review' })
    const late = await cast.content('late', {
      status: 'in_review',
      submittedAt: clock.now().minus({ days: 15 }),
    })
    const paused = await cast.content('paused', { status: 'needs_correction' })
    if (!(await ApprovalClock.of(paused.version.id))?.pausedAt) throw new Error('it runs')
    return [
      { what: '50 %', payload: { versionId: version.id, percent: 50 } },
      { what: '80 %', payload: { versionId: version.id, percent: 80 } },
      { what: '100 %', payload: { versionId: late.version.id, percent: 100 } },
      { what: 'while the clock stands', payload: { versionId: paused.version.id, percent: 50 } },
    ]
  }),
  'approvals.message_to_partner': toPartner(async (cast) => [
    { payload: await messageBy(cast, 'staff', await cast.staff('qa')) },
  ]),
  'approvals.message_to_staff': toStaff('qa', async (cast) => [
    { payload: await messageBy(cast, 'partner', await cast.partner()) },
  ]),

  'catalogue.published': toPartner(async (cast) => {
    const { version } = await cast.content('on sale', {
      paymentKind: 'subscription',
      price: 22_000,
    })
    return [{ payload: { versionId: version.id } }]
  }),
  'catalogue.sale': toPartner(async (cast) => {
    const { content } = await cast.content('on sale', {
      paymentKind: 'subscription',
      price: 22_000,
    })
    const reason = cast.typed.reason
    return [
      { what: 'suspended', payload: { contentId: content.id, occasion: 'suspended', reason } },
      { what: 'resumed', payload: { contentId: content.id, occasion: 'resumed', reason: null } },
      {
        what: 'withdrawn',
        payload: { contentId: content.id, occasion: 'withdrawn', reason: null },
      },
    ]
  }),

  'storefront.comment': toPartner(async (cast) => [
    { payload: { ratingId: (await ratingIn(cast)).id } },
  ]),
  'storefront.rating_news': async (cast) => {
    const [rating, reader] = [await ratingIn(cast), await cast.customer('production')]
    return (['answered', 'hidden', 'restored', 'upheld', 'dismissed'] as const).map((occasion) => ({
      what: occasion,
      payload: {
        ratingId: rating.id,
        customerId: reader.id,
        occasion,
        reason: occasion === 'answered' ? null : cast.typed.reason,
      },
      to: reader.email,
      reader,
    }))
  },

  'catalogue.terms_changed': async (cast) => {
    const { number } = await TermsVersion.current()
    const writing = await cast.partner()
    await cast.content('draft', { status: 'draft' })
    const selling = await createPartner({ language: cast.language })
    return [writing, selling].map((reader) => ({
      what: reader === writing ? 'with a draft' : 'with nothing to submit',
      payload: { number, partnerId: reader.id },
      to: reader.email,
      reader,
    }))
  },

  'checkout.order_fulfilled': ofOrder(),
  'checkout.order_failed': ofOrder(DECLINES.slice(0, 3)),
  'checkout.order_refunded': ofOrder(),
  'checkout.subscription_renewed': ofOrder(),
  'checkout.subscription_stopped': ofOrder(),
  'checkout.renewal_declined': ofOrder(DECLINES.slice(0, 2)),
  'checkout.renewal_failed': ofOrder(DECLINES.slice(0, 2)),
  'checkout.content_ended': ofOrder(),

  'forwarding.url_switched_off': async (cast) => {
    const reader = await cast.partner()
    const { content } = await cast.content('on sale', {
      paymentKind: 'subscription',
      price: 22_000,
    })
    const samples: MailSample[] = []
    for (const environment of ['production', 'development'] as const) {
      const url = `https://${environment}.nadapusaka.example/terima`
      const { id } = await SwitchedOffUrl.create({
        partnerId: reader.id,
        contentId: content.id,
        environment,
        url,
      })
      samples.push({ what: environment, payload: { id }, to: reader.email, reader, names: [url] })
    }
    return samples
  },

  'pks.document': toPartner(async (cast) => {
    const own = await cast.agreement('sent')
    const addendum = await cast.agreement('addendum', {
      terms: {
        ...own.terms,
        amends: {
          number: own.number,
          issuedOn: '2026-11-01',
          inForce: own.number,
          before: { ...own.terms, bank: own.terms.partner.bank },
        },
      },
    })
    return [
      { what: 'of its own', payload: { agreementId: own.id } },
      { what: 'an addendum', payload: { agreementId: addendum.id } },
    ]
  }),
  'pks.reminder': toPartner(async (cast) => [
    { payload: { agreementId: (await cast.agreement('sent')).id } },
  ]),
  'pks.lapsed': toPartner(async (cast) => [
    { payload: { agreementId: (await cast.agreement('lapsed', { status: 'lapsed' })).id } },
  ]),
  'pks.accepted': toPartner(async (cast) => {
    const at = clock.now()
    const agreement = await cast.agreement('accepted', { status: 'accepted', acceptedAt: at })
    const { reply } = await cast.verdict(agreement, { code: 'code.used' })
    await reply.merge({ status: 'accepted' }).save()
    return [{ payload: { replyId: reply.id } }]
  }),
  'pks.rejected': toPartner(async (cast) => {
    const sent = await cast.agreement('sent')
    const lapsed = await cast.agreement('lapsed', { status: 'lapsed' })
    const rejected = async (findings: Partial<Record<ReplyCheckName, ReplyReason>>) =>
      (await cast.verdict(sent, findings)).payload
    return [
      { what: 'no signature', payload: await rejected({ structure: 'structure.unsigned' }) },
      { what: 'no PKS', payload: await rejected({ attachment: 'attachment.none' }) },
      {
        what: 'several things',
        payload: await rejected({ chain: 'chain.self_signed', code: 'code.wrong' }),
      },
      {
        what: 'the last of the day',
        payload: { ...(await rejected({ code: 'code.wrong' })), isLast: true },
      },
      {
        what: 'after it lapsed',
        payload: (await cast.verdict(lapsed, { document: 'document.altered' })).payload,
      },
    ]
  }),
  'pks.waiting': toPartner(async (cast) => [{ payload: await inDoubt(cast) }]),
  'pks.staff_waiting': toStaff('legal', async (cast) => [{ payload: await inDoubt(cast) }]),
  'pks.undecided': toPartner(async (cast) => [{ payload: await inDoubt(cast) }]),
  'pks.seal_key_ends': toStaff('administrator', async () => {
    const now = clock.now()
    const key = await SealKey.create({
      fingerprint: createHash('sha256').update(publicId()).digest('hex'),
      subject: 'Webstore Telkom',
      serial: '4f:01',
      notBefore: now.minus({ days: 300 }),
      notAfter: now.plus({ days: 7, hours: 1 }),
      chain: [],
      status: 'good',
      reason: null,
      checkedAt: now,
    })
    return [{ payload: { keyId: key.id } }]
  }),
  'pks.seal_waits': toStaff('administrator', async () =>
    SEAL_HINDRANCES.map((because) => ({
      what: because,
      payload: { because, cause: 'ECONNREFUSED' },
    }))
  ),

  'pks.trust_asked': toStaff('administrator', async () => {
    const { importId } = await anAnchor()
    return [1, 3].map((count) => ({ what: `${count}`, payload: { importId, count } }))
  }),
  'pks.trust_withdrawal_asked': toStaff('administrator', async (cast) => {
    const known = await anAnchor()
    await known.merge({ status: 'withdrawing', withdrawalReason: cast.typed.reason }).save()
    return [{ payload: { anchorId: known.id } }]
  }),
  'pks.trust_ending': toStaff('administrator', async () => {
    const notAfter = clock.now().plus({ days: 7 }).toMillis()
    const endings = [
      { kind: 'anchor', name: 'CN=Otoritas Satu', notAfter },
      { kind: 'pin', name: 'CN=Bagas', company: 'PT Nada Pusaka', notAfter },
    ]
    return [
      { what: 'one', payload: { endings: endings.slice(0, 1) } },
      { what: 'two', payload: { endings } },
    ]
  }),
  'pks.pin_asked': toStaff('legal', async (cast) => {
    const { id: pinId } = await cast.pin()
    return ['compare', 'pin'].map((step) => ({ what: step, payload: { pinId, step } }))
  }),
  'pks.pin_step': toPartner(async (cast) => {
    const pin = await cast.pin()
    await pin.merge({ comparedChannel: 'phone', endedReason: cast.typed.reason }).save()
    const steps = ['uploaded', 'compared', 'pinned', 'refused', 'unpinned', 'cancelled']
    return steps.map((step) => ({ what: step, payload: { pinId: pin.id, step } }))
  }),
  'pks.pin_ending': toPartner(async (cast) => {
    const pin = await cast.pin()
    await pin.merge({ status: 'pinned' }).save()
    return [{ payload: { pinId: pin.id } }]
  }),

  'partners.activation': async ({ language }) => {
    const email = freshEmail('mitra')
    const registration = await PartnerRegistration.create({
      payload: JSON.stringify({
        data: partnerForm({ email, ...PERSONAL_NUMBERS }),
        passwordHash: await hashedPassword(),
        language,
      }),
      email,
      confirmedAt: clock.now(),
      expiresAt: clock.now().plus({ days: 3 }),
    })
    return [{ payload: { registrationId: registration.id }, to: email }]
  },
  'partners.known_address': toPartner(async (cast) => [
    { payload: { partnerId: (await cast.partner()).id } },
  ]),
  'partners.email_change': async (cast) => {
    const change = await emailChange(cast)
    return [
      { what: 'old', payload: { changeId: change.id, side: 'old' }, to: change.oldEmail },
      { what: 'new', payload: { changeId: change.id, side: 'new' }, to: change.newEmail },
    ]
  },
  'partners.email_changed': async (cast) => {
    const change = await emailChange(cast)
    return [
      { what: 'old', payload: { changeId: change.id, to: 'old' }, to: change.oldEmail },
      { what: 'new', payload: { changeId: change.id, to: 'new' }, to: change.newEmail },
    ]
  },
  'partners.email_change_cancelled': async (cast) => {
    const change = await emailChange(cast)
    return [{ payload: { changeId: change.id }, to: change.oldEmail }]
  },
  'partners.bank_change_asked': toPartner(async (cast) => [
    { payload: { changeId: (await bankChange(cast, 'unconfirmed')).id } },
  ]),
  'partners.bank_change_step': toPartner(async (cast) => {
    const samples = []
    for (const step of ['confirmed', 'approved', 'refused', 'cancelled', 'lapsed'] as const) {
      const { id: changeId } = await bankChange(cast, step)
      samples.push({ what: step, payload: { changeId, step } })
    }
    return samples
  }),
  'partners.bank_change_waits': toStaff('legal', async (cast) => {
    const samples = []
    for (const step of ['confirmed', 'checked'] as const) {
      const { id: changeId } = await bankChange(cast, step)
      samples.push({ what: step, payload: { changeId, step } })
    }
    return samples
  }),
  'partners.company_decided': toPartner(async (cast) => {
    const samples = []
    for (const status of ['validated', 'returned'] as const) {
      for (const section of ['contact', 'company', 'legality'] as const) {
        const change = await CompanyChange.create({
          partnerId: (await cast.partner()).id,
          section,
          status,
          before: null,
          validatedAt: clock.now().minus({ days: 4 }),
          changedAt: clock.now(),
          decidedAt: clock.now(),
          reason: status === 'returned' ? cast.typed.instruction : null,
        })
        samples.push({ what: `${section} ${status}`, payload: { changeId: change.id } })
      }
    }
    return samples
  }),
  'partners.erasure': async (cast) => {
    const reader = await createPartner({
      language: cast.language,
      erasureDueAt: clock.now().plus({ days: 30 }),
    })
    return ['requested', 'cancelled', 'hindered'].map((step) => ({
      what: step,
      payload: { partnerId: reader.id, step },
      to: reader.email,
      reader,
    }))
  },
}

async function messageBy(cast: MailCast, authorKind: 'partner' | 'staff', author: { id: number }) {
  const { content } = await cast.content('in review', { status: 'in_review' })
  const { id } = await ContentMessage.create({
    contentId: content.id,
    authorKind,
    authorId: author.id,
    body: cast.typed.message,
    formKey: publicId(),
  })
  return { contentId: content.id, first: id, last: id }
}

async function inDoubt(cast: MailCast) {
  const { payload } = await cast.verdict(await cast.agreement('sent'), {
    revocation: 'revocation.unavailable',
  })
  return payload
}

async function emailChange({ language }: MailCast): Promise<PartnerEmailChange> {
  const partner = await createPartner({ language })
  return PartnerEmailChange.create({
    partnerId: partner.id,
    status: 'open',
    oldEmail: partner.email,
    newEmail: freshEmail('baru'),
    expiresAt: clock.now().plus({ days: 1 }),
  })
}

async function bankChange(cast: MailCast, status: BankChange['status']): Promise<BankChange> {
  const partner = await cast.partner()
  const wanted = JSON.stringify({
    bankName: 'Bank Nusa Artha',
    bankBranch: 'KCP Kotagede',
    bankAccount: PERSONAL_NUMBERS.bankAccount,
    bankHolder: 'PT Nada Pusaka',
  })
  return BankChange.create({
    partnerId: partner.id,
    status,
    wanted,
    former: wanted,
    expiresAt: clock.now().plus({ days: 1 }),
    reason: status === 'refused' ? cast.typed.reason : null,
  })
}
