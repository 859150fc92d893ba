import { ROLE_OF_LANE } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import { mayDecide } from '#approvals/policies/lane_policy'
import Staff from '#identity/models/staff'
import type { Client } from '#shared/database/main'

/** Who has to act on a version, each in the order of their inner ids. */
export interface InCharge {
  /** Those who have claimed a round, and may still decide it. */
  holders: Staff[]
  /** Everybody at the desks of open rounds that nobody has. */
  desks: Staff[]
  /** There is an open round that nobody is left to decide. */
  unmanned: boolean
}

/** Who is in charge of the newest rounds of a version. Whoever was shut out, or has another role now, is in charge of nothing. */
export async function inCharge(versionId: number, client?: Client): Promise<InCharge> {
  const rounds = Object.values(await ApprovalRound.latest(versionId, client)).filter(
    ({ isAtDesk }) => isAtDesk
  )
  const active = await Staff.query(client ? { client } : {})
    .where('disabled', 0)
    .whereIn('role', [...new Set(rounds.map(({ lane }) => ROLE_OF_LANE[lane]))])
    .orderBy('id')
  const holderOf = ({ heldBy, lane }: ApprovalRound) =>
    active.find(({ id, role }) => id === heldBy && mayDecide(role, lane))
  const holders = new Set(rounds.map(holderOf))
  const free = rounds.filter((round) => round.status === 'open' && !holderOf(round))
  return {
    holders: active.filter((person) => holders.has(person)),
    desks: active.filter(({ role }) => free.some(({ lane }) => ROLE_OF_LANE[lane] === role)),
    unmanned: free.some(({ lane }) => !active.some(({ role }) => ROLE_OF_LANE[lane] === role)),
  }
}
