/**
 * A certificate authority for development machines and demonstrations: a root, one issuing CA for e-mail certificates, one
 * for document signing, the operator's sealing key, and their revocation lists, all as files in one folder.
 *
 *     const ca = await openDevelopmentCa({ folder, now, sealPassword, crlBaseUrl: 'http://localhost:3333/pki' })
 *     ca.paths.trust, ca.paths.sealTrust, ca.paths.crls   // folders for trustFromFolder and liveCrlFolder
 *     ca.paths.sealKeystore                                // PKCS#12 of "Webstore Telkom" for the file keystore
 *     await ca.issueEmailCertificate({ email, name, now })
 *     await ca.revoke({ serial, now }); await ca.renewCrls(now)
 *
 * Opening it twice gives the same CA. Every fact is a file of its own, so that processes need no lock between them.
 */
import 'reflect-metadata'
import { createPrivateKey, generateKeyPair, randomBytes, webcrypto } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  AuthorityKeyIdentifierExtension,
  Extension,
  X509Certificate,
  X509CrlGenerator,
  X509CrlReason,
} from '@peculiar/x509'
import forge from 'node-forge'
import { DEVELOPMENT_MARK } from '#pki/contract'
import { OID } from '#pki/asn1/oids'
import { integer } from '#pki/asn1/write'
import { derBlocks } from '#pki/x509/pem'

export interface DevelopmentCaOptions {
  readonly folder: string
  readonly now: Date
  /** Of the sealing key's PKCS#12. Read only when the CA is made. */
  readonly sealPassword: string
  /** Where the `crls` folder is served; written into certificates as `<base>/<name>.crl`. */
  readonly crlBaseUrl?: string
  /** The name on the seal. */
  readonly operator?: string
  /** From when the authorities and the seal are valid; the day before `now` when not given. */
  readonly validFrom?: Date
}

export interface EmailCertificateRequest {
  readonly email: string
  readonly name: string
  readonly now: Date
  readonly organisation?: string
  /** Life in days, 365 when not given. */
  readonly days?: number
  /** Of the PKCS#12; empty when not given. */
  readonly password?: string
}

export interface IssuedCertificate {
  /** Upper-case hexadecimal. */
  readonly serial: string
  readonly certificatePem: string
  /** PKCS#8, not encrypted. */
  readonly privateKeyPem: string
  /** The issuing CA and the root. */
  readonly chainPem: string
  /** Key, certificate and chain, for mail programs. */
  readonly pkcs12: Uint8Array
  readonly notAfter: Date
}

export interface DevelopmentCa {
  readonly paths: {
    readonly trust: string
    readonly sealTrust: string
    readonly crls: string
    readonly sealKeystore: string
    readonly sealCertificate: string
  }
  issueEmailCertificate(request: EmailCertificateRequest): Promise<IssuedCertificate>
  /** Puts a serial number on the list of its issuer and renews the lists. */
  revoke(request: { serial: string; now: Date; authority?: Authority }): Promise<void>
  /** Writes all lists anew, good for seven days from `now`. */
  renewCrls(now: Date): Promise<void>
}

export const AUTHORITIES = ['root', 'email_ca', 'seal_ca'] as const
export type Authority = (typeof AUTHORITIES)[number]

const DAY = 86_400_000
const CRL_DAYS = 7
const UTF8 = forge.asn1.Type.UTF8 as unknown as forge.asn1.Class
/** Document signing; e-mail protection beside it, as pdfsig and openssl judge every CMS signer by that. */
const SEAL_USAGE = {
  [OID.documentSigning]: true,
  [OID.msDocumentSigning]: true,
  emailProtection: true,
} as const
const newKeyPair = promisify(generateKeyPair)

/** Makes the CA in `folder` when it is not there yet (two to four seconds), renews its lists and opens it. */
export async function openDevelopmentCa(options: DevelopmentCaOptions): Promise<DevelopmentCa> {
  const { folder } = options
  if (!(await exists(join(folder, 'seal.p12')))) await create(options)
  const paths = {
    trust: join(folder, 'trust'),
    sealTrust: join(folder, 'seal_trust'),
    crls: join(folder, 'crls'),
    sealKeystore: join(folder, 'seal.p12'),
    sealCertificate: join(folder, 'seal.pem'),
  }
  const crlBaseUrl = options.crlBaseUrl ?? ''
  const ca: DevelopmentCa = {
    paths,
    issueEmailCertificate: (request) => issueEmailCertificate(folder, crlBaseUrl, request),
    async revoke({ serial, now, authority = 'email_ca' }) {
      const place = join(folder, 'revoked', authority)
      await mkdir(place, { recursive: true })
      await writeWhole(
        join(place, `${checkedSerial(serial)}.json`),
        JSON.stringify({ at: now.getTime() })
      )
      await renewCrl(folder, authority, now)
    },
    async renewCrls(now) {
      await Promise.all(AUTHORITIES.map((authority) => renewCrl(folder, authority, now)))
    },
  }
  await ca.renewCrls(options.now)
  return ca
}

interface Issuer {
  readonly certificate: forge.pki.Certificate
  readonly key: forge.pki.rsa.PrivateKey
}

interface Template {
  readonly commonName: string
  readonly organisation?: string
  readonly email?: string
  readonly publicKeyPem: string
  readonly issuer: Issuer | null
  readonly crlUrl?: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly ca?: { readonly pathLength?: number }
  readonly extendedKeyUsage?: Record<string, true>
}

/** Everything is made beside the folder and moved into place at once: another process sees all of it or nothing. */
async function create(options: DevelopmentCaOptions): Promise<void> {
  const { folder, now, sealPassword, crlBaseUrl = '', operator = 'Webstore Telkom' } = options
  await mkdir(dirname(folder), { recursive: true })
  const draft = await mkdtemp(`${folder}.new-`)
  const [rootKey, emailKey, sealCaKey, sealKey] = await Promise.all([
    newRsaKey(2048),
    newRsaKey(2048),
    newRsaKey(2048),
    newRsaKey(3072),
  ])
  const notBefore = options.validFrom ?? new Date(now.getTime() - DAY)
  const lifetime = (days: number) => ({ notBefore, notAfter: new Date(now.getTime() + days * DAY) })
  const authority = (key: KeyPem, commonName: string, rest: Partial<Template>): Issuer => ({
    certificate: makeCertificate(
      {
        commonName,
        organisation: 'Etalase',
        publicKeyPem: key.publicKeyPem,
        issuer: null,
        ...lifetime(3650),
        ...rest,
      },
      key
    ),
    key: forge.pki.privateKeyFromPem(key.privateKeyPem),
  })
  const crlUrl = urlOf(crlBaseUrl, 'root')
  const root = authority(rootKey, `${DEVELOPMENT_MARK} Root CA`, { ca: {} })
  const emailCa = authority(emailKey, `${DEVELOPMENT_MARK} E-mail CA`, {
    issuer: root,
    crlUrl,
    ca: { pathLength: 0 },
    extendedKeyUsage: { emailProtection: true },
  })
  const sealCa = authority(sealCaKey, `${DEVELOPMENT_MARK} Document CA`, {
    issuer: root,
    crlUrl,
    ca: { pathLength: 0 },
    extendedKeyUsage: SEAL_USAGE,
  })
  const seal = makeCertificate({
    commonName: operator,
    organisation: 'Etalase',
    publicKeyPem: sealKey.publicKeyPem,
    issuer: sealCa,
    crlUrl: urlOf(crlBaseUrl, 'seal_ca'),
    ...lifetime(730),
    extendedKeyUsage: SEAL_USAGE,
  })
  const pem = (certificate: forge.pki.Certificate) =>
    forge.pki.certificateToPem(certificate).replaceAll('\r', '')
  const rootPem = pem(root.certificate)
  const sealChain = [seal, sealCa.certificate, root.certificate]
  const files: Record<string, string | Uint8Array> = {
    'root.pem': rootPem,
    'root.key.pem': rootKey.privateKeyPem,
    'email_ca.pem': pem(emailCa.certificate),
    'email_ca.key.pem': emailKey.privateKeyPem,
    'seal_ca.pem': pem(sealCa.certificate),
    'seal_ca.key.pem': sealCaKey.privateKeyPem,
    'seal.pem': sealChain.map(pem).join(''),
    'trust/root.pem': rootPem,
    'seal_trust/root.pem': rootPem,
    'seal.p12': makePkcs12(sealKey.privateKeyPem, sealChain, sealPassword, 'aes256', operator),
  }
  for (const name of ['trust', 'seal_trust', 'crls', 'issued', 'revoked'])
    await mkdir(join(draft, name))
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(draft, name), content, { mode: 0o600 })
  }
  try {
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true })
    if (!(await exists(join(folder, 'seal.p12')))) throw error
  }
}

async function issueEmailCertificate(
  folder: string,
  crlBaseUrl: string,
  request: EmailCertificateRequest
): Promise<IssuedCertificate> {
  const { email, name, now, organisation, days = 365, password = '' } = request
  if (!/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(email))
    throw new RangeError('an ASCII e-mail address is needed')
  const [issuer, rootPem, key] = await Promise.all([
    openAuthority(folder, 'email_ca'),
    readFile(join(folder, 'root.pem'), 'utf8'),
    newRsaKey(2048),
  ])
  const notAfter = new Date(now.getTime() + days * DAY)
  const certificate = makeCertificate({
    commonName: name,
    organisation,
    email,
    publicKeyPem: key.publicKeyPem,
    issuer,
    crlUrl: urlOf(crlBaseUrl, 'email_ca'),
    notBefore: new Date(now.getTime() - DAY),
    notAfter,
    extendedKeyUsage: { emailProtection: true },
  })
  const certificatePem = forge.pki.certificateToPem(certificate).replaceAll('\r', '')
  const issuerPem = forge.pki.certificateToPem(issuer.certificate).replaceAll('\r', '')
  const serial = certificate.serialNumber.toUpperCase()
  await writeWhole(join(folder, 'issued', `${serial}.pem`), certificatePem)
  const chain = [certificate, issuer.certificate, forge.pki.certificateFromPem(rootPem)]
  return {
    serial,
    certificatePem,
    privateKeyPem: key.privateKeyPem,
    chainPem: issuerPem + rootPem,
    // Triple DES, as older mail programs and key chains cannot open anything newer.
    pkcs12: makePkcs12(key.privateKeyPem, chain, password, '3des', name),
    notAfter,
  }
}

interface KeyPem {
  readonly publicKeyPem: string
  readonly privateKeyPem: string
}

async function newRsaKey(modulusLength: number): Promise<KeyPem> {
  const { publicKey, privateKey } = await newKeyPair('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { publicKeyPem: publicKey, privateKeyPem: privateKey }
}

function makeCertificate(template: Template, own?: KeyPem): forge.pki.Certificate {
  const { issuer, ca } = template
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(template.publicKeyPem)
  certificate.serialNumber = newSerial()
  certificate.validity.notBefore = wholeSeconds(template.notBefore)
  certificate.validity.notAfter = wholeSeconds(template.notAfter)
  certificate.setSubject([
    { shortName: 'C', value: 'ID' },
    ...(template.organisation
      ? [{ shortName: 'O', value: template.organisation, valueTagClass: UTF8 }]
      : []),
    { shortName: 'CN', value: template.commonName, valueTagClass: UTF8 },
  ])
  certificate.setIssuer((issuer?.certificate ?? certificate).subject.attributes)
  const keyId = (issuer?.certificate ?? certificate).generateSubjectKeyIdentifier().getBytes()
  certificate.setExtensions([
    ca
      ? { name: 'basicConstraints', cA: true, critical: true, ...pathLength(ca) }
      : { name: 'basicConstraints', cA: false, critical: true },
    ca
      ? { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true }
      : { name: 'keyUsage', critical: true, digitalSignature: true, nonRepudiation: true },
    ...(template.extendedKeyUsage ? [{ name: 'extKeyUsage', ...template.extendedKeyUsage }] : []),
    ...(template.email
      ? [{ name: 'subjectAltName', altNames: [{ type: 1, value: template.email }] }]
      : []),
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyId },
    ...(template.crlUrl
      ? [{ name: 'cRLDistributionPoints', altNames: [{ type: 6, value: template.crlUrl }] }]
      : []),
  ])
  const key = issuer?.key ?? forge.pki.privateKeyFromPem(own!.privateKeyPem)
  certificate.sign(key, forge.md.sha256.create())
  return certificate
}

/** node-forge writes the field whenever the property is there, even undefined. */
function pathLength(ca: { readonly pathLength?: number }) {
  return ca.pathLength === undefined ? {} : { pathLenConstraint: ca.pathLength }
}

function makePkcs12(
  privateKeyPem: string,
  chain: forge.pki.Certificate[],
  password: string,
  algorithm: 'aes256' | '3des',
  friendlyName: string
): Uint8Array {
  const key = forge.pki.privateKeyFromPem(privateKeyPem)
  const options = { algorithm, friendlyName, count: 10_000 }
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, chain, password, options)
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1')
}

async function openAuthority(folder: string, authority: Authority): Promise<Issuer> {
  const [certificate, key] = await Promise.all([
    readFile(join(folder, `${authority}.pem`), 'utf8'),
    readFile(join(folder, `${authority}.key.pem`), 'utf8'),
  ])
  return {
    certificate: forge.pki.certificateFromPem(certificate),
    key: forge.pki.privateKeyFromPem(key),
  }
}

async function renewCrl(folder: string, authority: Authority, now: Date): Promise<void> {
  const [pem, keyPem, entries] = await Promise.all([
    readFile(join(folder, `${authority}.pem`)),
    readFile(join(folder, `${authority}.key.pem`), 'utf8'),
    readRevoked(join(folder, 'revoked', authority)),
  ])
  const certificate = new X509Certificate(derBlocks(pem, 'CERTIFICATE')[0]!)
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const pkcs8 = createPrivateKey(keyPem).export({ format: 'der', type: 'pkcs8' })
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
  const crl = await X509CrlGenerator.create(
    {
      issuer: certificate.subjectName,
      thisUpdate: wholeSeconds(now),
      nextUpdate: wholeSeconds(new Date(now.getTime() + CRL_DAYS * DAY)),
      entries,
      signingAlgorithm: algorithm,
      signingKey,
      extensions: [
        await AuthorityKeyIdentifierExtension.create(
          certificate,
          false,
          webcrypto as webcrypto.Crypto
        ),
        new Extension(OID.crlNumber, false, integer(Math.floor(now.getTime() / 1000))),
      ],
    },
    webcrypto as webcrypto.Crypto
  )
  await writeWhole(join(folder, 'crls', `${authority}.crl`), new Uint8Array(crl.rawData))
}

async function readRevoked(folder: string) {
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map(async (name) => {
        const { at } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { at: number }
        return {
          serialNumber: name.slice(0, -'.json'.length),
          revocationDate: wholeSeconds(new Date(at)),
          reason: X509CrlReason.keyCompromise,
        }
      })
  )
}

/** Readers of the file see the old content or the new one, never a part. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
  await writeFile(draft, content, { mode: 0o600 })
  await rename(draft, path)
}

function urlOf(base: string, authority: Authority): string | undefined {
  return base ? `${base.replace(/\/$/, '')}/${authority}.crl` : undefined
}

/** 127 random bits, first one set: positive, and always of one length. */
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex')
}

function checkedSerial(serial: string): string {
  if (!/^[0-9a-f]{2,40}$/i.test(serial)) throw new RangeError('not a serial number')
  return serial.toUpperCase()
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false
  )
}
