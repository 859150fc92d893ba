import env from '#start/env'
import surfaces from '#config/surfaces'

/** Makes a reason why this production must not start, or null. Areas add theirs through `start/safety.ts`. */
export type SafetyCheck = () => Promise<string | null> | string | null

const checks: SafetyCheck[] = [
  () =>
    env.get('OUTBOUND_ALLOW')
      ? 'OUTBOUND_ALLOW is set: it opens inner addresses and is for development machines only'
      : null,
  () =>
    /^(.)\1*$|^development/.test(env.get('APP_KEY').release())
      ? 'APP_KEY is a development secret: make one with `openssl rand -base64 32`'
      : null,
  () =>
    surfaces.scheme !== 'https'
      ? 'PUBLIC_SCHEME must be https: sessions travel in its cookies'
      : null,
  () =>
    Object.entries(surfaces.hosts).some(
      ([door, host]) => door !== 'doorway' && host.endsWith('.localhost')
    )
      ? 'STORE_HOST, DEVSTORE_HOST, PARTNER_HOST and STAFF_HOST must be set'
      : null,
  () =>
    env.get('MAILER') !== 'smtp'
      ? 'MAILER must be smtp: a mailbox that nobody reads loses every mail'
      : null,
]

export function addSafetyCheck(check: SafetyCheck): void {
  checks.push(check)
}

/** Every reason why this production must not start; none when it may. */
export async function unsafeReasons(): Promise<string[]> {
  const reasons = await Promise.all(checks.map((check) => check()))
  return reasons.filter((reason) => reason !== null)
}

/** Ends the start of a production that would be unsafe, with every reason at once. */
export async function refuseUnsafeProduction(): Promise<void> {
  const reasons = await unsafeReasons()
  if (reasons.length === 0) return
  throw new Error(
    `Production refuses to start:\n${reasons.map((reason) => `- ${reason}`).join('\n')}`
  )
}
