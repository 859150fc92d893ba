import Proposal from '#identity/models/proposal'
import { createStaff, signIn } from '#tests/support/accounts'
import type { Visitor } from '#tests/support/visitor'

/** What waits for a second administrator; the newest of its kind. */
export function waitingProposal(kind: string): Promise<Proposal> {
  return Proposal.query().where({ kind, status: 'open' }).orderBy('id', 'desc').firstOrFail()
}

/** Another administrator who has nothing to do with it presses the button. */
export async function confirmAsAnother(kind: string): Promise<Visitor> {
  const { publicId } = await waitingProposal(kind)
  const second = await signIn(await createStaff('administrator'))
  await second.get('/confirmations')
  await second.submit(`[data-proposal="${publicId}"] form[action$="/confirmation"]`)
  return second
}
