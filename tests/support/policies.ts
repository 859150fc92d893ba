import { Bouncer } from '@adonisjs/bouncer'
import AuditPolicy from '#consoles/policies/audit_policy'
import CompanyPolicy from '#consoles/policies/company_policy'
import ContentOnSalePolicy from '#consoles/policies/content_on_sale_policy'
import OutboxPolicy from '#consoles/policies/outbox_policy'
import type { StaffRole } from '#identity/models/staff'
import type { Viewer } from '#identity/viewer'
import AgreementPolicy from '#pks/policies/agreement_policy'
import ReplyPolicy from '#pks/policies/reply_policy'
import TrustPolicy from '#pks/policies/trust_policy'
import FinancePolicy from '#settlement/policies/finance_policy'

/** Asks policies in the name of an account that is no row: they judge kind and role alone. */
export function bouncerOf(kind: Viewer['kind'] | null, role?: StaffRole): Bouncer<Viewer> {
  return new Bouncer<Viewer>(kind && ({ kind, user: { id: 1, role } } as unknown as Viewer))
}

const [LEGAL, ADMINISTRATOR] = [['legal'], ['administrator']] as StaffRole[][]
const BOTH: StaffRole[] = ['legal', 'administrator']

/** Who of the staff may do what, as the requirements say it (R5.5), beside the policies that do. */
const VERBS: [new () => object, Record<string, StaffRole[]>][] = [
  [AuditPolicy, { list: ADMINISTRATOR!, export: ADMINISTRATOR! }],
  [CompanyPolicy, { list: BOTH, view: BOTH, reveal: LEGAL!, validate: LEGAL! }],
  [ContentOnSalePolicy, { view: BOTH, suspend: LEGAL!, resume: LEGAL! }],
  [OutboxPolicy, { list: ADMINISTRATOR!, retry: ADMINISTRATOR! }],
  [AgreementPolicy, { list: BOTH, view: BOTH, download: BOTH }],
  [ReplyPolicy, { list: BOTH, view: BOTH, download: BOTH, judge: BOTH }],
  [
    TrustPolicy,
    {
      list: BOTH,
      view: BOTH,
      propose: ADMINISTRATOR!,
      decide: BOTH,
      compare: LEGAL!,
      unpin: BOTH,
    },
  ],
  [FinancePolicy, { view: ['finance', 'administrator'] }],
]

export const POLICY_VERBS = VERBS.flatMap(([Policy, verbs]) =>
  Object.entries(verbs).map(([verb, roles]) => ({
    Policy: Policy as new () => any,
    policy: Policy.name,
    verb,
    roles,
  }))
)
