import { Bouncer } from '@adonisjs/bouncer'
import RoundPolicy from '#approvals/policies/round_policy'
import SubmissionPolicy from '#approvals/policies/submission_policy'
import TrialStorePolicy from '#approvals/policies/trial_store_policy'
import CatalogueDeskPolicy from '#catalogue/policies/catalogue_desk_policy'
import DraftPolicy from '#catalogue/policies/draft_policy'
import OrderPolicy from '#checkout/policies/order_policy'
import AuditPolicy from '#consoles/policies/audit_policy'
import CompanyPolicy from '#consoles/policies/company_policy'
import ContentOnSalePolicy from '#consoles/policies/content_on_sale_policy'
import DeskPolicy from '#consoles/policies/desk_policy'
import NoticePolicy from '#consoles/policies/notice_policy'
import OutboxPolicy from '#consoles/policies/outbox_policy'
import OwnProfilePolicy from '#customers/policies/own_profile_policy'
import IntegrationPolicy from '#forwarding/policies/integration_policy'
import DocumentPolicy from '#help/policies/document_policy'
import type { Access } from '#identity/middleware/allow_middleware'
import { STAFF_ROLES, type StaffRole } from '#identity/models/staff'
import ColleaguePolicy from '#identity/policies/colleague_policy'
import OwnAccountPolicy from '#identity/policies/own_account_policy'
import ProposalPolicy from '#identity/policies/proposal_policy'
import type { Viewer } from '#identity/viewer'
import BankChangePolicy from '#partners/policies/bank_change_policy'
import OwnCompanyPolicy from '#partners/policies/own_company_policy'
import AgreementPolicy from '#pks/policies/agreement_policy'
import OwnAgreementPolicy from '#pks/policies/own_agreement_policy'
import OwnCertificatePolicy from '#pks/policies/own_certificate_policy'
import ReplyPolicy from '#pks/policies/reply_policy'
import TemplatePolicy from '#pks/policies/template_policy'
import TrustPolicy from '#pks/policies/trust_policy'
import FinancePolicy from '#settlement/policies/finance_policy'
import ReportPolicy from '#settlement/policies/report_policy'
import ModerationPolicy from '#storefront/policies/moderation_policy'
import RatingAnswerPolicy from '#storefront/policies/rating_answer_policy'
import TextPolicy from '#storefront/policies/text_policy'
import RatingPolicy from '#storefront/policies/rating_policy'

/** Everybody whom a policy tells apart. */
export const ACTORS = ['customer', 'trial_customer', 'partner', ...STAFF_ROLES] as const
export type Actor = (typeof ACTORS)[number]

export function kindOf(actor: Actor): Viewer['kind'] {
  if (actor === 'partner') return 'partner'
  return actor === 'customer' || actor === 'trial_customer' ? 'customer' : 'staff'
}

/**
 * Asks policies in the name of an account that is no row: they judge kind, state and role alone.
 *
 * @param maySignIn false for one that has been disabled or closed while its session went on
 */
export function bouncerOf(actor: Actor | null, { maySignIn = true } = {}): Bouncer<Viewer> {
  const environment = actor === 'trial_customer' ? 'development' : 'production'
  const user = { id: 1, role: actor as StaffRole, environment, maySignIn }
  return new Bouncer<Viewer>(actor && ({ kind: kindOf(actor), user } as unknown as Viewer))
}

/** Whom a route's `allow` lets in. */
export function admitted({ who, roles }: Access): Actor[] {
  return ACTORS.filter(
    (actor) => kindOf(actor) === who && (!roles || roles.includes(actor as StaffRole))
  )
}

const PARTNER: Actor[] = ['partner']
const CUSTOMERS: Actor[] = ['customer', 'trial_customer']
const LEGAL: Actor[] = ['legal']
const ADMINISTRATOR: Actor[] = ['administrator']
const DESKS: Actor[] = ['legal', 'qa']
const READERS: Actor[] = ['legal', 'qa', 'administrator']
const BOTH: Actor[] = ['legal', 'administrator']
const MONEY: Actor[] = ['legal', 'finance']
const STAFF: Actor[] = [...STAFF_ROLES]
const EVERYBODY: Actor[] = [...ACTORS]

/** Who may do what, as the requirements say it (R4, R5.5), beside the policies that do. */
const VERBS: [new () => object, Record<string, Actor[]>][] = [
  [RoundPolicy, { list: READERS, view: READERS, work: DESKS, reveal: LEGAL }],
  [
    SubmissionPolicy,
    {
      list: PARTNER,
      view: PARTNER,
      submit: PARTNER,
      withdraw: PARTNER,
      takePart: PARTNER,
      endSale: PARTNER,
    },
  ],
  [
    CatalogueDeskPolicy,
    {
      view: ADMINISTRATOR,
      keepPrices: ADMINISTRATOR,
      keepCategories: ADMINISTRATOR,
      keepTerms: ADMINISTRATOR,
    },
  ],
  [DraftPolicy, { write: PARTNER, check: PARTNER }],
  [
    OrderPolicy,
    {
      list: CUSTOMERS,
      buy: CUSTOMERS,
      view: CUSTOMERS,
      cancel: CUSTOMERS,
      stop: CUSTOMERS,
      renew: ['trial_customer'],
    },
  ],
  [AuditPolicy, { list: ADMINISTRATOR, export: ADMINISTRATOR }],
  [
    CompanyPolicy,
    { list: BOTH, view: BOTH, reveal: LEGAL, validate: LEGAL, resetFactor: ADMINISTRATOR },
  ],
  [ContentOnSalePolicy, { list: BOTH, view: BOTH, suspend: LEGAL, resume: LEGAL }],
  [DeskPolicy, { begin: STAFF }],
  [TrialStorePolicy, { enter: STAFF }],
  [NoticePolicy, { list: EVERYBODY, read: EVERYBODY }],
  [OutboxPolicy, { list: ADMINISTRATOR, retry: ADMINISTRATOR }],
  [
    OwnProfilePolicy,
    {
      view: CUSTOMERS,
      correct: CUSTOMERS,
      keepNumbers: CUSTOMERS,
      close: CUSTOMERS,
      signOut: CUSTOMERS,
    },
  ],
  [IntegrationPolicy, { view: PARTNER, call: PARTNER, keepKeys: PARTNER, switchOn: PARTNER }],
  [DocumentPolicy, { view: PARTNER, download: PARTNER }],
  [
    ColleaguePolicy,
    { list: ADMINISTRATOR, view: ADMINISTRATOR, invite: ADMINISTRATOR, manage: ADMINISTRATOR },
  ],
  [ProposalPolicy, { list: ADMINISTRATOR, decide: ADMINISTRATOR }],
  [
    OwnAccountPolicy,
    {
      view: STAFF,
      changePassword: EVERYBODY,
      endSessions: EVERYBODY,
      keepPasskeys: EVERYBODY,
      keepSecondFactor: [...PARTNER, ...STAFF],
      switchOffSecondFactor: PARTNER,
      signOut: STAFF,
    },
  ],
  [BankChangePolicy, { list: MONEY, view: MONEY, reveal: MONEY, decide: MONEY }],
  [
    OwnCompanyPolicy,
    {
      view: PARTNER,
      correct: PARTNER,
      changeBank: PARTNER,
      changeEmail: PARTNER,
      takeData: PARTNER,
      erase: PARTNER,
      signOut: PARTNER,
    },
  ],
  [AgreementPolicy, { list: BOTH, view: BOTH, download: BOTH }],
  [
    OwnAgreementPolicy,
    { list: PARTNER, view: PARTNER, download: PARTNER, reissue: PARTNER, reply: PARTNER },
  ],
  [OwnCertificatePolicy, { list: PARTNER, upload: PARTNER, cancel: PARTNER }],
  [ReplyPolicy, { list: BOTH, view: BOTH, download: BOTH, judge: BOTH }],
  [TemplatePolicy, { manage: BOTH }],
  [
    TrustPolicy,
    {
      list: BOTH,
      view: BOTH,
      propose: ADMINISTRATOR,
      decide: BOTH,
      compare: LEGAL,
      unpin: BOTH,
    },
  ],
  [FinancePolicy, { view: ['finance', 'administrator'] }],
  [ReportPolicy, { view: PARTNER, download: PARTNER }],
  [RatingPolicy, { rate: CUSTOMERS, report: CUSTOMERS }],
  [TextPolicy, { list: BOTH, write: BOTH, publish: BOTH }],
  [RatingAnswerPolicy, { list: PARTNER, answer: PARTNER }],
  [ModerationPolicy, { list: ['qa', 'administrator'], decide: ['qa'] }],
]

export const POLICY_VERBS = VERBS.flatMap(([Policy, verbs]) =>
  Object.entries(verbs).map(([verb, actors]) => ({
    Policy: Policy as new () => any,
    policy: Policy.name,
    verb,
    actors,
  }))
)
