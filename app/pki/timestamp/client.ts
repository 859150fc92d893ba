/** A time stamp authority as sealing wants it: asked with a nonce, its answer judged before anybody sees it. */
import { randomBytes } from 'node:crypto'
import { MalformedAsn1 } from '#pki/asn1/der'
import type { RevocationSource, Timestamp, TimestampClient, TrustStore } from '#pki/contract'
import { openTimestampResponse, timestampRequest } from '#pki/timestamp/request'
import { judgeTimestamp, type TimestampReason } from '#pki/timestamp/token'

/** No time stamp could be had: the authority is away, refused, or gave one that must not be believed. */
export class TimestampRefused extends Error {
  constructor(
    readonly reason: TimestampReason,
    options?: ErrorOptions
  ) {
    super(`no time stamp: ${reason}`, options)
    this.name = 'TimestampRefused'
  }
}

export interface TimestampClientOptions {
  /** Sends a DER TimeStampReq as `application/timestamp-query` (RFC 3161 §3.4); rejects when no 200 answer came. */
  readonly post: (request: Uint8Array) => Promise<Uint8Array>
  readonly trust: () => Promise<TrustStore>
  /** Left out, revocation of the authority's certificate is not looked at. */
  readonly revocation?: () => Promise<RevocationSource>
  readonly now: () => Date
  readonly policy?: string
}

const NONCE_BYTES = 8

export function timestampClient(options: TimestampClientOptions): TimestampClient {
  return {
    async timestamp(digest) {
      const stamp = await ask(digest, options)
      if (typeof stamp === 'string') throw new TimestampRefused(stamp)
      return stamp
    },
  }
}

async function ask(
  digest: Uint8Array,
  { post, trust, revocation, now, policy }: TimestampClientOptions
): Promise<Timestamp | TimestampReason> {
  const nonce = newNonce()
  const from = now()
  const request = timestampRequest({ digest, nonce, ...(policy && { policy }) })
  const answer = await post(request).catch((cause: unknown) => {
    throw new TimestampRefused('timestamp.unavailable', { cause })
  })
  const token = open(answer)
  if (typeof token === 'string') return token
  const to = now()
  return judgeTimestamp(token, {
    digest,
    nonce,
    ...(policy && { policy }),
    between: [from, to],
    trust: await trust(),
    ...(revocation && { revocation: await revocation() }),
    now: to,
  })
}

function open(answer: Uint8Array): Uint8Array | TimestampReason {
  try {
    return openTimestampResponse(answer) ?? 'timestamp.refused'
  } catch (error) {
    if (error instanceof MalformedAsn1) return 'timestamp.malformed'
    throw error
  }
}

/** Positive and of one length always. */
function newNonce(): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  nonce[0] = (nonce[0]! & 0x7f) | 0x40
  return nonce
}
