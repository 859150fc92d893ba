import Proposal from '#identity/models/proposal'
import Staff from '#identity/models/staff'
import { clock } from '#shared/clock'

/** What waits for a second administrator, oldest first, and what was decided lately. */
export async function listProposals(): Promise<{
  open: Proposal[]
  settled: Proposal[]
  names: ReadonlyMap<number, string>
}> {
  const open = await openProposals()
  const settled = await Proposal.query().whereNot('status', 'open').orderBy('id', 'desc').limit(30)
  const ids = [...open, ...settled].flatMap((one) => [one.proposedBy, one.decidedBy])
  const known = [...new Set(ids.filter((id) => id !== null))]
  const staff = known.length > 0 ? await Staff.query().whereIn('id', known) : []
  return { open, settled, names: new Map(staff.map(({ id, name }) => [id, name])) }
}

/** What waits; about one subject where it is given. */
function openProposals(of: { subject?: string } = {}): Promise<Proposal[]> {
  return Proposal.query()
    .where({ status: 'open', ...of })
    .where('expires_at', '>', clock.now().toMillis())
    .orderBy('id')
    .limit(200)
    .exec()
}

/** How many wait: for the pages that lead there. */
export async function countOpenProposals(of: { subject?: string } = {}): Promise<number> {
  const open = await openProposals(of)
  return open.length
}
