/*
 * Which area keeps the accounts of which kind: what they have in common (a forgotten password) is done by identity.
 */
import { leaveDesk } from '#approvals/actions/leave_desk'
import { endForAccount, hasOpenOrders } from '#checkout/actions/close_account'
import { onClosing } from '#customers/actions/close_customer'
import Customer from '#customers/models/customer'
import { storeDoor } from '#core/http/surfaces'
import { registerAccounts } from '#identity/accounts'
import { onLeaving } from '#identity/leaving'
import Staff from '#identity/models/staff'
import Partner from '#partners/models/partner'
import { eraseComments } from '#storefront/actions/erase_comments'

registerAccounts('customer', {
  find: (email, environment) => Customer.findBy({ email, environment }),
  load: (id, trx) =>
    trx ? Customer.query({ client: trx }).where('id', id).forUpdate().first() : Customer.find(id),
  door: (account) => storeDoor((account as Customer).environment),
})

registerAccounts('partner', {
  find: (email) => Partner.findBy({ email }),
  load: (id, trx) =>
    trx ? Partner.query({ client: trx }).where('id', id).forUpdate().first() : Partner.find(id),
  door: () => 'partner',
})

registerAccounts('staff', {
  find: (email) => Staff.findBy({ email }),
  load: (id, trx) =>
    trx ? Staff.query({ client: trx }).where('id', id).forUpdate().first() : Staff.find(id),
  door: () => 'staff',
})

// What a customer has in other areas ends with the account, in the same commit.
onClosing({ isBusy: hasOpenOrders, close: endForAccount })
onClosing({ close: eraseComments })

// What staff have claimed is everybody's again once they cannot decide it.
onLeaving(leaveDesk)
