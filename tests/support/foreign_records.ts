import db from '@adonisjs/lucid/services/db'
import Delivery from '#forwarding/models/delivery'
import PksReply from '#pks/models/pks_reply'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { createCustomer, createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { passkeyRow } from '#tests/support/authenticator'
import { createPurchase } from '#tests/support/listings'
import { registerNumber } from '#tests/support/orders'
import { createApprovedVersion, request } from '#tests/support/pks'
import { uploadedPin } from '#tests/support/trust'

/** Values of route parameters that name a record of somebody else than the visitor. */
type Maker = () => Promise<Record<string, string>>

async function sessionOf(account: Parameters<typeof signIn>[0], kind: string) {
  await signIn(account)
  const [row] = await db
    .from('sessions')
    .where('user_kind', kind)
    .where('user_id', account.id)
    .select('public_id')
  return { id: row.public_id as string }
}

async function aDelivery() {
  const { content, partner } = await createContent(await createPartner())
  const trxId = publicId()
  const delivery = await Delivery.create({
    trxId,
    dedupeKey: trxId,
    partnerId: partner.id,
    contentId: content.id,
    orderId: null,
    environment: 'development',
    event: 'test',
    parameters: { trx_id: trxId } as never,
    url: 'https://portal.example/terima',
    status: 'failed',
    attempts: 0,
  })
  return { id: delivery.publicId }
}

async function anAgreement() {
  const agreement = await request(await createApprovedVersion(await createPartner()))
  const reply = await PksReply.create({
    agreementId: agreement.id,
    source: 'upload',
    rawKey: 'none',
    rawSha256: `${publicId()}${publicId()}`.toLowerCase().slice(0, 52),
    size: 1,
    status: 'rejected',
    receivedAt: clock.now(),
  } as Partial<PksReply>)
  return { id: agreement.publicId, reply: reply.publicId }
}

async function aCertificate() {
  const pin = await uploadedPin(await createPartner())
  return { id: pin.publicId }
}

async function anOrder() {
  const content = await createContent(await createPartner())
  return { number: (await createPurchase(await createCustomer('production'), content)).number }
}

async function aPasskey(kind: 'customer' | 'partner' | 'staff', owner: { id: number }) {
  const passkey = passkeyRow(kind, owner.id)
  await db.table('passkeys').insert(passkey)
  return { id: passkey.public_id }
}

/** Each kind of account has its own: the numbers of accounts of two kinds may be the same. */
async function aNotice(kind: 'customer' | 'partner' | 'staff', reader: { id: number }) {
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
  return { id }
}

/**
 * By surface and the beginning of a pattern: whose record a visitor must not reach. The matrix fails on a route of partners
 * or customers with a parameter that is in neither list.
 */
export const FOREIGN_RECORDS: Record<string, Maker> = {
  'partner /contents/:id': async () => {
    const { content } = await createContent(await createPartner(), { status: 'in_review' })
    return { id: content.publicId }
  },
  'partner /integration/calls/:id': aDelivery,
  'partner /agreements/:id': anAgreement,
  'partner /certificates/:id': aCertificate,
  'partner /account/sessions/:id': async () => sessionOf(await createPartner(), 'partner'),
  'store /account/sessions/:id': async () => sessionOf(await createCustomer(), 'customer'),
  'partner /account/passkeys/:id': async () => aPasskey('partner', await createPartner()),
  'store /account/passkeys/:id': async () => aPasskey('customer', await createCustomer()),
  'staff /account/passkeys/:id': async () => aPasskey('staff', await createStaff('legal')),
  'store /account/numbers/:id': async () => {
    const number = await registerNumber(await createCustomer('production'), 'speedy')
    return { id: number.publicId }
  },
  'store /orders/:number': anOrder,
  'store /notices/:id': async () => aNotice('customer', await createCustomer()),
  'partner /notices/:id': async () => aNotice('partner', await createPartner()),
  'staff /notices/:id': async () => aNotice('staff', await createStaff('legal')),
}

/** Parameters that name nobody's record: what they allow has tests of its own. */
export const PUBLIC_PARAMETERS = [
  'partner /documents/samples/',
  'store /products/:id',
  // Of a comment that everybody reads.
  'store /ratings/:id/report',
  'partner /integration/scenarios/:scenario',
  // The mailed link: whoever has it may press it.
  'partner /bank-change/:token',
]
