/** Time stamp authorities for tests: `openssl ts` behind HTTP, and tokens made byte by byte with anything wrong that a test wants. */
import { createHash, sign } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ExtendedKeyUsageExtension } from '@peculiar/x509'
import { crlsFrom } from '#pki/folder_revocation'
import { trustFrom } from '#pki/trust_store'
import { makeCrl, makeIdentity, type Identity, type Shape } from '#tests/support/pki/certificates'
import { children, contentOf, int, nil, octets, oid, seq, set, tlv } from '#tests/support/pki/der'

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
export const POLICY = '1.3.6.1.4.1.57264.2'
const DAY = 86_400_000

/** Authorities, their lists, and a certificate for time stamps: valid around now, which is the time that openssl stamps. */
export async function makeAuthority(shape: Partial<Shape> = {}) {
  const around = (days: number) => new Date(Date.now() + days * DAY)
  const life = { notBefore: around(-30), notAfter: around(300) }
  const root = await makeIdentity({ name: 'CN=Stamp Root', ca: true, ...life })
  const identity = await makeIdentity({
    name: 'CN=Test Time Stamp Authority',
    issuer: root,
    kind: 'rsa',
    crlUrl: 'http://crl.example/stamps.crl',
    extendedKeyUsage: null,
    extensions: [new ExtendedKeyUsageExtension([TIME_STAMPING], true)],
    ...life,
    ...shape,
  })
  const list = { thisUpdate: around(-1), nextUpdate: around(6) }
  const crl = await makeCrl(root, list)
  return {
    root,
    identity,
    crl,
    revokedCrl: await makeCrl(root, { ...list, revoked: [identity] }),
    trust: trustFrom([root.der]),
    revocation: crlsFrom([crl]),
  }
}

export type Authority = Awaited<ReturnType<typeof makeAuthority>>

const CONFIGURATION = `[tsa]
default_tsa = authority
[authority]
serial = serial
signer_cert = signer.pem
certs = chain.pem
signer_key = signer.key
signer_digest = sha256
default_policy = ${POLICY}
digests = sha256
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
`

const runFile = promisify(execFile)

/** What a fault does to the conversation: another query for openssl, another answer, or no good answer at all. */
export interface Fault {
  readonly query?: (request: Buffer) => Buffer
  readonly answer?: (reply: Buffer, request: Buffer) => Buffer | Promise<Buffer>
  readonly instead?: (response: ServerResponse) => void
}

/** An HTTP server that has `openssl ts -reply` answer each query. */
export class StampServer {
  readonly requests: Buffer[] = []
  fault: Fault = {}
  #server!: Server
  #folder!: string
  #serial = 1

  constructor(readonly authority: Authority) {}

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/tsa`
  }

  async open(): Promise<this> {
    this.#folder = await mkdtemp(join(tmpdir(), 'etalase-tsa-'))
    const { identity, root } = this.authority
    const files: Record<string, string> = {
      'ts.cnf': CONFIGURATION,
      'signer.pem': identity.certificate.toString('pem'),
      'chain.pem': root.certificate.toString('pem'),
      'signer.key': identity.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
    for (const [name, text] of Object.entries(files))
      await writeFile(join(this.#folder, name), text)
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const query = Buffer.concat(chunks)
      this.requests.push(query)
      if (this.fault.instead) return this.fault.instead(response)
      const reply = await this.#reply(this.fault.query?.(query) ?? query)
      response.setHeader('content-type', 'application/timestamp-reply')
      response.end((await this.fault.answer?.(reply, query)) ?? reply)
    })
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await rm(this.#folder, { recursive: true })
  }

  async #reply(query: Buffer): Promise<Buffer> {
    const name = String(this.#serial++)
    const file = (suffix: string) => join(this.#folder, `${name}.${suffix}`)
    await writeFile(file('tsq'), query)
    await writeFile(join(this.#folder, 'serial'), name.padStart(4, '0'))
    const files = ['-queryfile', file('tsq'), '-out', file('tsr')]
    await runFile('openssl', ['ts', '-reply', '-config', 'ts.cnf', ...files], { cwd: this.#folder })
    return readFile(file('tsr'))
  }
}

export interface TokenShape {
  readonly digest: Uint8Array
  readonly signer: Identity
  readonly certificates: readonly Uint8Array[]
  readonly nonce?: Uint8Array
  readonly policy?: string
  /** GeneralizedTime as text. */
  readonly time?: string
  /** Seconds of accuracy. */
  readonly accuracy?: number
  /** Object identifier of the imprint's hash; SHA-256 when left out. */
  readonly imprint?: string
  /** Content type inside; TSTInfo when left out. */
  readonly contentType?: string
  /** Certificate that the ESS attribute binds; the signer's when left out, none when null. */
  readonly binds?: Uint8Array | null
  /** Subject of this certificate is named as the authority. */
  readonly names?: Identity
  readonly signers?: number
}

const SHA256 = '2.16.840.1.101.3.4.2.1'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'

/** GeneralizedTime of an instant. */
export const generalizedTime = (at: Date) =>
  `${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`

/** A TimeStampToken, right or wrong in any place. */
export function makeToken(shape: TokenShape): Buffer {
  const { signer, signers = 1, contentType = TST_INFO } = shape
  const info = stampInfo(shape)
  const digestAlgorithm = seq(oid(SHA256), nil)
  const attributes = [
    seq(oid('1.2.840.113549.1.9.3'), set(oid(contentType))),
    seq(oid('1.2.840.113549.1.9.4'), set(octets(createHash('sha256').update(info).digest()))),
  ]
  if (shape.binds !== null) {
    const bound = createHash('sha256')
      .update(shape.binds ?? signer.der)
      .digest()
    attributes.push(seq(oid('1.2.840.113549.1.9.16.2.47'), set(seq(seq(seq(octets(bound)))))))
  }
  const fields = children(children(signer.der)[0]!)
  const rsa = signer.privateKey.asymmetricKeyType === 'rsa'
  const signerInfo = seq(
    int(1),
    seq(fields[3]!, fields[1]!),
    digestAlgorithm,
    tlv(0xa0, ...attributes.toSorted(Buffer.compare)),
    rsa ? seq(oid('1.2.840.113549.1.1.1'), nil) : seq(oid('1.2.840.10045.4.3.2')),
    octets(sign('sha256', set(...attributes), signer.privateKey))
  )
  const signedData = seq(
    int(3),
    set(digestAlgorithm),
    seq(oid(contentType), tlv(0xa0, octets(info))),
    tlv(0xa0, ...shape.certificates),
    tlv(0x31, ...Array.from({ length: signers }, () => signerInfo))
  )
  return seq(oid('1.2.840.113549.1.7.2'), tlv(0xa0, signedData))
}

function stampInfo(shape: TokenShape): Buffer {
  const { digest, policy = POLICY, nonce, time = generalizedTime(new Date()), accuracy } = shape
  const named = shape.names && children(children(shape.names.der)[0]!)[5]!
  return seq(
    int(1),
    oid(policy),
    seq(seq(oid(shape.imprint ?? SHA256), nil), octets(digest)),
    int(7),
    tlv(0x18, Buffer.from(time)),
    ...(accuracy === undefined ? [] : [seq(tlv(0x02, Buffer.from([accuracy])))]),
    ...(nonce ? [tlv(0x02, nonce)] : []),
    ...(named ? [tlv(0xa0, tlv(0xa4, named))] : [])
  )
}

/** A granted TimeStampResp around a token. */
export const granted = (token: Uint8Array) => seq(seq(int(0)), token)

/** Digest and nonce of a TimeStampReq. */
export function readQuery(query: Uint8Array): { digest: Buffer; nonce: Buffer } {
  const fields = children(query)
  const nonce = fields.filter((field) => field[0] === 0x02).at(-1)!
  return { digest: contentOf(children(fields[1]!)[1]!), nonce: contentOf(nonce) }
}
