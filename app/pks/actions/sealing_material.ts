import { randomBytes } from 'node:crypto'
import type { Evidence, SignerPort, TimestampClient } from '#pki/contract'
import { revocation, sealTrust, signer, timestampAuthority } from '#pki/main'
import type { OtherAuthority, Signing } from '#pki/pdf/seal'
import { examineSigner, mergeEvidence, type SignerExamination } from '#pki/signer_status'
import SealKey from '#pks/models/seal_key'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { err, ok, type Result } from '#shared/result'

/** Why nothing can be sealed at the moment. Nothing is lost: the document waits, and staff are told. */
export const SEAL_HINDRANCES = [
  'key_unusable',
  'key_expired',
  'key_revoked',
  'key_untrusted',
  'key_unknown',
  'key_failed',
  'no_timestamp',
] as const
export type SealHindrance = (typeof SEAL_HINDRANCES)[number]

export interface Hindrance {
  readonly type: SealHindrance
  /** What stands behind it, for who mends it: a word of ours, an error's code or its message. */
  readonly cause: string | null
}

const LONGEST_CAUSE = 200

/** An error in few words: its reason or code, and what caused it. Nothing secret, no path. */
export function causeOf(error: unknown): string {
  const { reason, code, message, cause } = (error ?? {}) as Record<string, unknown>
  const word = [reason, code].find((item) => typeof item === 'string')
  const behind = cause instanceof Error ? causeOf(cause) : null
  const text = word ? (behind ? `${word} (${behind})` : word) : (behind ?? message)
  return String(text).slice(0, LONGEST_CAUSE)
}

/** The key did not sign: it refused, it hung, or it gave what does not fit its certificate. */
export class SignerFailed extends Error {
  constructor(cause: unknown) {
    super(`the sealing key did not sign: ${(cause as Error).message}`, { cause })
    this.name = 'SignerFailed'
  }
}

export interface SealingMaterial {
  readonly signing: Omit<Signing, 'at'>
  readonly key: SealKey
}

/**
 * What the next document is sealed with: the key, whose certificates are judged anew each time, fresh validation data, and the time
 * stamp authority where one is configured.
 */
export async function sealingMaterial(): Promise<Result<SealingMaterial, Hindrance>> {
  const opened = await openKey()
  if (!opened.ok) return opened
  const { port, key, validation } = opened.value
  if (key.status !== 'good') return err({ type: `key_${key.status}`, cause: key.reason })
  const timestamp = await timestampAuthority()
  if (!timestamp) return ok({ key, signing: { signer: patient(port), validation } })
  try {
    const all = mergeEvidence(validation, await authorityEvidence(timestamp))
    return ok({ key, signing: { signer: patient(port), timestamp, validation: all } })
  } catch (error) {
    return err({ type: 'no_timestamp', cause: causeOf(error) })
  }
}

type Unopened = Hindrance & { readonly type: 'key_unusable' }

/** Opens the key, judges its certificates and writes down what was found. */
export async function openKey(): Promise<
  Result<{ port: SignerPort; key: SealKey; validation: Evidence }, Unopened>
> {
  const seen = await lookAtKey()
  if (!seen.ok) return seen
  const { port, examination } = seen.value
  const at = clock.now()
  const key = await transaction((trx) => SealKey.examined(port.chain, examination, { at, trx }))
  return ok({ port, key, validation: examination.evidence })
}

/** Opens the key and judges its certificates. Changes nothing. */
export async function lookAtKey(): Promise<
  Result<{ port: SignerPort; examination: SignerExamination }, Unopened>
> {
  let port: SignerPort
  try {
    port = await signer()
  } catch (error) {
    return err({ type: 'key_unusable', cause: causeOf(error) })
  }
  const examination = await examineSigner(port.chain, {
    trust: await sealTrust(),
    revocation: await revocation(),
    at: clock.now().toJSDate(),
  })
  return ok({ port, examination })
}

const SIGNS_WITHIN_MS = 30_000

/** As the signer, but what it does wrong is told apart from what others do, and it must answer. */
export function patient(port: SignerPort, withinMs = SIGNS_WITHIN_MS): SignerPort {
  return {
    chain: port.chain,
    notAfter: port.notAfter,
    isDevelopment: port.isDevelopment,
    algorithm: port.algorithm,
    signatureLength: port.signatureLength,
    async sign(bytes) {
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error('it gives no answer')), withinMs)
      try {
        return await Promise.race([port.sign(bytes), late.promise])
      } catch (error) {
        throw new SignerFailed(error)
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

/** How long an authority's certificates and lists are used before they are asked for again. */
const AUTHORITY_FOR_MS = 10 * 60_000
let known: { client: TimestampClient; evidence: Evidence; until: number } | undefined

/**
 * The certificates and revocation data of the authority that stamps; rejects when it gives no stamp. Which one it is is only known from
 * a stamp, and must be in the file before it is signed.
 */
export async function authorityEvidence(client: TimestampClient): Promise<Evidence> {
  const now = clock.now().toMillis()
  if (known?.client === client && known.until > now) return known.evidence
  const stamp = await client.timestamp(randomBytes(32))
  known = { client, evidence: stamp.evidence, until: now + AUTHORITY_FOR_MS }
  return stamp.evidence
}

/** Another certificate of the authority stamped: from now on that one's data goes in, too. */
export function learnAuthority({ evidence }: OtherAuthority): void {
  if (known) known = { ...known, evidence: mergeEvidence(known.evidence, evidence) }
}
