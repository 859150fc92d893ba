/** A time stamp authority over HTTP (RFC 3161 §3.4): the default TimestampClient. */
import type { TimestampClient } from '#pki/contract'
import { timestampClient, type TimestampClientOptions } from '#pki/timestamp/client'

export interface HttpTimestampOptions extends Omit<TimestampClientOptions, 'post'> {
  /** `http` or `https`; a user and password in it go out as basic authentication. */
  readonly url: string
  /** The whole conversation, in milliseconds. */
  readonly deadlineMs?: number
}

const DEADLINE_MS = 15_000
/** A token with its chain has some 5 KB. */
const LARGEST_ANSWER = 65_536

/**
 * Opens the authority at an address that the operator configured. Tokens are signed and name what they stamp, so plain http is as good as
 * https; redirects are not followed. Throws for an address that is no such URL.
 */
export function openTimestampAuthority({
  url,
  deadlineMs = DEADLINE_MS,
  ...options
}: HttpTimestampOptions): TimestampClient {
  const { address, authorization } = readAddress(url)
  return timestampClient({
    ...options,
    post: async (request) => {
      const answer = await fetch(address, {
        method: 'POST',
        body: request,
        redirect: 'error',
        signal: AbortSignal.timeout(deadlineMs),
        headers: {
          'content-type': 'application/timestamp-query',
          'accept': 'application/timestamp-reply',
          ...(authorization && { authorization }),
        },
      })
      if (answer.status !== 200) throw new Error(`status ${answer.status}`)
      return readAnswer(answer)
    },
  })
}

function readAddress(text: string): { address: URL; authorization: string | null } {
  const address = URL.canParse(text) ? new URL(text) : null
  if (!address || !['http:', 'https:'].includes(address.protocol)) {
    throw new Error('the address of the time stamp authority must begin with http:// or https://')
  }
  const { username, password } = address
  if (!username) return { address, authorization: null }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  address.username = ''
  address.password = ''
  return { address, authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

async function readAnswer(answer: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.length
    if (length > LARGEST_ANSWER) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
