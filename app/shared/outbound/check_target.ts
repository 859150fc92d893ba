import { resolveTarget, type ResolveHost } from '#shared/outbound/resolve'
import { checkUrl, type OutboundPolicy, type UrlRefusal } from '#shared/outbound/url'

/** As long as a call may take to resolve, connect and shake hands. */
const RESOLVE_WITHIN_MS = 3_000

export interface TargetCheck {
  allowed: boolean
  reason: UrlRefusal | 'unresolvable' | null
}

/**
 * Whether the client would call this address now, judged as before a call, name and every address of it; nothing is connected to.
 *
 * @param resolve stands in for DNS
 */
export async function checkTarget(
  input: string,
  policy: OutboundPolicy,
  resolve?: ResolveHost
): Promise<TargetCheck> {
  const check = checkUrl(input, policy)
  if (!check.allowed) return { allowed: false, reason: check.reason }
  const signal = AbortSignal.timeout(RESOLVE_WITHIN_MS)
  try {
    const target = await resolveTarget(check.url, { policy, resolve, signal })
    return target.type === 'addresses'
      ? { allowed: true, reason: null }
      : { allowed: false, reason: target.reason }
  } catch (error) {
    if (!signal.aborted) throw error
    return { allowed: false, reason: 'unresolvable' }
  }
}
