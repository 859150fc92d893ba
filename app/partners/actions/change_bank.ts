import { Duration } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import type { AuditType } from '#audit/types'
import { enqueueMail } from '#core/mail/mail'
import Staff from '#identity/models/staff'
import { dropTokens, peekToken, useToken } from '#identity/tokens/single_use_tokens'
import BankChange, {
  OPEN_BANK_CHANGE,
  type BankAccount,
  type BankChangeStatus,
  type BankChannel,
} from '#partners/models/bank_change'
import { holdPartner } from '#partners/actions/hold_partner'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { err, ok, type Result } from '#shared/result'

/** How long the mailed link confirms a new bank account. */
export const BANK_LINK_LIFE = Duration.fromObject({ hours: 48 })

export type BankChangeError =
  | { type: 'not_found' }
  /** Somebody was faster, or it is not its turn. */
  | { type: 'too_late' }
  /** Who checked does not approve. */
  | { type: 'own' }

type Outcome = Result<BankChange, BankChangeError>

/**
 * A partner wants to be paid elsewhere (R2.4): nothing changes yet. A mailed link confirms it, one member of staff checks it and another
 * approves it; what was wanted before and is still on its way is cancelled.
 */
export async function requestBankChange(
  trx: Trx,
  partner: Partner,
  wanted: BankAccount
): Promise<BankChange> {
  const at = clock.now()
  for (const open of await openChanges(trx, partner.id))
    await cancel(trx, open, partner, 'replaced')
  const { bankName, bankBranch, bankAccount, bankHolder } = partner
  const change = await BankChange.create(
    {
      partnerId: partner.id,
      status: 'unconfirmed',
      wanted: JSON.stringify(wanted),
      former: JSON.stringify({ bankName, bankBranch, bankAccount, bankHolder }),
      expiresAt: at.plus(BANK_LINK_LIFE),
    },
    { client: trx }
  )
  await note(trx, 'partner.bank_change_requested', partner, change, byPartner(partner))
  await enqueueMail(trx, 'partners.bank_change_asked', { changeId: change.id })
  return change
}

/** The change that a mailed link stands for, if it can still be confirmed. Looks only. */
export async function bankChangeOfLink(token: string): Promise<BankChange | null> {
  const claim = await peekToken('partner.bank_change', token)
  const change = claim && (await BankChange.find(claim.userId))
  return change?.status === 'unconfirmed' ? change : null
}

/** The button behind the mailed link: its owner stands by the change, and staff are told that it waits for them. */
export function confirmBankChange(token: string): Promise<Outcome> {
  return byLink(token, async ({ trx, change, partner }) => {
    if (!(await change.confirm({ at: clock.now(), trx }))) return 'too_late'
    await dropTokens(trx, 'partner.bank_change', change.id)
    await note(trx, 'partner.bank_change_confirmed', partner, change, byPartner(partner))
    await tellPartner(trx, change)
    await tellStaff(trx, change)
    return null
  })
}

/** The link itself says no: somebody else asked for this in the partner's name. */
export function declineBankChange(token: string): Promise<Outcome> {
  return byLink(token, async ({ trx, change, partner }) => {
    if (!change.isOpen) return 'too_late'
    await cancel(trx, change, partner, 'link')
    return null
  })
}

/** The signed-in partner takes back what is on its way, whatever its state; the account in force stays. */
export function cancelBankChange({ id }: Partner): Promise<Outcome> {
  return transaction(async (trx): Promise<Outcome> => {
    const partner = await holdPartner(trx, id)
    const [change] = await openChanges(trx, partner.id)
    if (!change) return err({ type: 'not_found' })
    await cancel(trx, change, partner, 'account')
    return ok(change)
  })
}

/** The mail with the link once more. The link before it stays good. */
export function resendBankChange({ id }: Partner): Promise<Outcome> {
  return transaction(async (trx): Promise<Outcome> => {
    const partner = await holdPartner(trx, id)
    const [change] = await openChanges(trx, partner.id)
    if (change?.status !== 'unconfirmed') return err({ type: 'not_found' })
    await enqueueMail(trx, 'partners.bank_change_asked', { changeId: change.id })
    return ok(change)
  })
}

/** The partner has another address: what was mailed to the former one confirms nothing any more, a link goes to the new one. */
export async function moveBankLink(trx: Trx, partner: Partner): Promise<void> {
  const [change] = await openChanges(trx, partner.id)
  if (change?.status !== 'unconfirmed') return
  await dropTokens(trx, 'partner.bank_change', change.id)
  await enqueueMail(trx, 'partners.bank_change_asked', { changeId: change.id })
}

/** The first member of staff has heard from the company, by another way than mail, that the account is theirs. */
export function checkBankChange(order: {
  id: string
  by: Staff
  channel: BankChannel
}): Promise<Outcome> {
  return byStaff(order, async ({ trx, change, partner }) => {
    const { by, channel } = order
    if (!(await change.check({ at: clock.now(), trx, by: by.publicId, channel }))) return 'too_late'
    await note(trx, 'partner.bank_change_checked', partner, change, staffActor(by), { channel })
    await tellStaff(trx, change, by)
    return null
  })
}

/**
 * The second member of staff, who is another: from now on money goes there. Agreements in force need no addendum: their annex C says that
 * a change counts once it is confirmed by mail and checked by two of the operator's staff. What Legal approved for a PKS that is not
 * made yet names the former account, so it is looked at again.
 */
export function approveBankChange(order: { id: string; by: Staff }): Promise<Outcome> {
  return byStaff(order, async ({ trx, change, partner }) => {
    const { by } = order
    const wanted = change.wantedAccount
    if (change.status === 'checked' && change.checkedBy === by.publicId) return 'own'
    if (!wanted || !(await change.approve({ at: clock.now(), trx, by: by.publicId }))) {
      return 'too_late'
    }
    await partner
      .merge({ ...wanted, edition: partner.edition + 1 })
      .useTransaction(trx)
      .save()
    await note(trx, 'partner.bank_change_approved', partner, change, staffActor(by))
    await tellPartner(trx, change)
    await enqueue(trx, { kind: 'partner.legal_data_changed', payload: { partnerId: partner.id } })
    return null
  })
}

/** Either of them says no; the partner reads why. */
export function refuseBankChange(order: {
  id: string
  by: Staff
  reason: string
}): Promise<Outcome> {
  return byStaff(order, async ({ trx, change, partner }) => {
    const { by, reason } = order
    const refused = await change.refuse({ at: clock.now(), trx, by: by.publicId, reason })
    if (!refused) return 'too_late'
    await note(trx, 'partner.bank_change_refused', partner, change, staffActor(by))
    await tellPartner(trx, change)
    return null
  })
}

/** Changes whose link nobody has followed end. A schedule calls it. */
export async function lapseBankChanges(): Promise<void> {
  const late = await BankChange.query()
    .where('status', 'unconfirmed')
    .where('expires_at', '<=', clock.now().toMillis())
    .limit(200)
  for (const { id } of late) {
    await transaction(async (trx) => {
      const found = await hold(trx, { id })
      if (!found || !(await found.change.lapse({ at: clock.now(), trx }))) return
      const { change, partner } = found
      await note(trx, 'partner.bank_change_lapsed', partner, change, { kind: 'system' })
      await tellPartner(trx, change)
    })
  }
}

/** Ends what is on its way because the account itself ends; nobody is left to be told. */
export async function dropBankChanges(trx: Trx, partner: Partner): Promise<void> {
  const at = clock.now()
  for (const open of await openChanges(trx, partner.id)) {
    await open.cancel({ at, trx })
    await dropTokens(trx, 'partner.bank_change', open.id)
    const actor = { kind: 'system' } as const
    await note(trx, 'partner.bank_change_cancelled', partner, open, actor, { via: 'erasure' })
  }
  await trx
    .from('bank_changes')
    .where('partner_id', partner.id)
    .update({ wanted: null, former: null, reason: null, updated_at: at.toMillis() })
}

async function cancel(trx: Trx, change: BankChange, partner: Partner, via: string): Promise<void> {
  await change.cancel({ at: clock.now(), trx })
  await dropTokens(trx, 'partner.bank_change', change.id)
  await note(trx, 'partner.bank_change_cancelled', partner, change, byPartner(partner), { via })
  // Of one that a newer one replaces, the newer one's mail tells enough.
  if (via !== 'replaced') await tellPartner(trx, change)
}

interface Held {
  change: BankChange
  partner: Partner
}

/** What is done to a change that is held; says why it cannot be done, or null. */
type Act = (held: Held & { trx: Trx }) => Promise<BankChangeError['type'] | null>

function byStaff({ id }: { id: string }, act: Act): Promise<Outcome> {
  return transaction(async (trx): Promise<Outcome> => {
    const found = await hold(trx, { public_id: id })
    if (!found) return err({ type: 'not_found' })
    const refusal = await act({ trx, ...found })
    return refusal ? err({ type: refusal }) : ok(found.change)
  })
}

/** Whoever has the mailed link; it is used up with what is done. */
async function byLink(token: string, act: Act): Promise<Outcome> {
  const claim = await peekToken('partner.bank_change', token)
  if (!claim) return err({ type: 'too_late' })
  return transaction(async (trx): Promise<Outcome> => {
    const found = await hold(trx, { id: claim.userId })
    if (!found || !(await useToken(trx, 'partner.bank_change', token)))
      return err({ type: 'too_late' })
    const refusal = await act({ trx, ...found })
    return refusal ? err({ type: refusal }) : ok(found.change)
  })
}

/** A change and whose it is, held until the transaction ends: the partner first, as whoever asks for a new one holds them. */
async function hold(trx: Trx, where: Record<string, string | number>): Promise<Held | null> {
  const found = await BankChange.query({ client: trx }).where(where).first()
  if (!found) return null
  const partner = await holdPartner(trx, found.partnerId)
  const change = await BankChange.query({ client: trx }).where('id', found.id).forUpdate().first()
  return change && { change, partner }
}

function openChanges(trx: Trx, partnerId: number): Promise<BankChange[]> {
  return BankChange.query({ client: trx })
    .where('partner_id', partnerId)
    .whereIn('status', [...OPEN_BANK_CHANGE])
    .orderBy('id', 'desc')
    .forUpdate()
    .exec()
}

function tellPartner(trx: Trx, change: BankChange): Promise<void> {
  const step: BankChangeStatus = change.status
  return enqueueMail(
    trx,
    'partners.bank_change_step',
    { changeId: change.id, step },
    `partners.bank_change_step:${change.publicId}:${step}`
  )
}

/** Everybody whose turn it may be: Legal and Finance, without who has had theirs. */
async function tellStaff(trx: Trx, change: BankChange, but?: Staff): Promise<void> {
  const step = change.status
  const readers = Staff.query({ client: trx })
    .whereIn('role', ['legal', 'finance'])
    .where('disabled', 0)
  if (but) readers.whereNot('id', but.id)
  for (const { id } of await readers) {
    await enqueueMail(
      trx,
      'partners.bank_change_waits',
      { changeId: change.id, staffId: id, step },
      `partners.bank_change_waits:${change.publicId}:${step}:${id}`
    )
  }
}

/** Never a number, a bank or a name: only that it happened, and to whom. */
function note(
  trx: Trx,
  type: AuditType,
  partner: Partner,
  change: BankChange,
  actor: AuditActor,
  data: Record<string, string> = {}
): Promise<void> {
  const subject = { kind: 'partner', id: partner.publicId } as const
  return audit(trx, { type, actor, subject, data: { change: change.publicId, ...data } })
}

const byPartner = ({ publicId }: Partner): AuditActor => ({ kind: 'partner', id: publicId })
const staffActor = ({ publicId }: Staff): AuditActor => ({ kind: 'staff', id: publicId })
