/** The operator's sealing key in a PKCS#12 file: the default SignerPort. */
import {
  createPrivateKey,
  sign as platformSign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import forge from 'node-forge'
import { DEVELOPMENT_MARK, type SignerPort, type SigningAlgorithm } from '#pki/contract'

const signAsync = promisify(
  (bytes: Uint8Array, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    platformSign('sha256', bytes, key, done)
)

/** The file cannot be used: wrong password, no key, no certificate for it, a key too weak or of another kind. */
export class UnusableKeystore extends Error {
  constructor(
    message: string,
    readonly reason: 'unreadable' | 'wrong_password' | 'no_key' | 'no_certificate' | 'weak_key'
  ) {
    super(message)
    this.name = 'UnusableKeystore'
  }
}

/** Opens a PKCS#12 file; rejects with UnusableKeystore, or with the file system's error. */
export async function openFileKeystore(path: string, password: string): Promise<SignerPort> {
  return keystoreFromPkcs12(await readFile(path), password)
}

/**
 * Opens the file when it is asked for, and again when another one lies in its place: a new key is taken up without a restart. What the
 * function rejects with, it tries again at the next call.
 */
export function reopenedFileKeystore(path: string, password: string): () => Promise<SignerPort> {
  let opened: { mark: string; signer: Promise<SignerPort> } | undefined
  return async () => {
    const { ino, size, mtimeMs } = await stat(path)
    const mark = `${ino} ${size} ${mtimeMs}`
    if (opened?.mark !== mark) {
      const signer = openFileKeystore(path, password)
      opened = { mark, signer }
      signer.catch(() => (opened = undefined))
    }
    return opened.signer
  }
}

/** As `openFileKeystore`, from the bytes of the file. */
export function keystoreFromPkcs12(bytes: Uint8Array, password: string): SignerPort {
  const { key, certificates } = readPkcs12(bytes, password)
  const leaf = certificates.find((certificate) => certificate.checkPrivateKey(key))
  if (!leaf) throw new UnusableKeystore('no certificate for the key', 'no_certificate')
  const chain = orderChain(leaf, certificates)
  const algorithm = algorithmOf(key)
  return {
    chain: chain.map((certificate) => new Uint8Array(certificate.raw)),
    notAfter: leaf.validToDate,
    isDevelopment: chain.some(
      ({ subject, issuer }) =>
        subject.includes(DEVELOPMENT_MARK) || issuer.includes(DEVELOPMENT_MARK)
    ),
    algorithm,
    signatureLength:
      algorithm === 'rsa-sha256' ? key.asymmetricKeyDetails!.modulusLength! / 8 : 160,
    sign: (content) => signAsync(content, key),
  }
}

function readPkcs12(bytes: Uint8Array, password: string) {
  const p12 = openContainer(bytes, password)
  const bags = p12.safeContents.flatMap((contents) => contents.safeBags)
  const keyTypes: string[] = [forge.pki.oids.keyBag!, forge.pki.oids.pkcs8ShroudedKeyBag!]
  const keyBags = bags.filter((bag) => keyTypes.includes(bag.type))
  const [keyBag] = keyBags
  if (!keyBag || keyBags.length > 1) throw new UnusableKeystore('not exactly one key', 'no_key')
  const certificates = bags
    .filter((bag) => bag.type === forge.pki.oids.certBag)
    .map(
      (bag) =>
        new X509Certificate(toDer(bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1))
    )
  return { key: readKey(keyBag), certificates }
}

function openContainer(bytes: Uint8Array, password: string): forge.pkcs12.Pkcs12Pfx {
  let asn1: forge.asn1.Asn1
  try {
    asn1 = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('latin1')))
  } catch {
    throw new UnusableKeystore('not a PKCS#12 file', 'unreadable')
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, password)
  } catch {
    throw new UnusableKeystore('PKCS#12 file cannot be opened with this password', 'wrong_password')
  }
}

/** node-forge hands RSA keys over parsed, and keys that it does not know (elliptic curves) as ASN.1. */
function readKey(bag: forge.pkcs12.Bag): KeyObject {
  const info = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : bag.asn1
  try {
    return createPrivateKey({ key: toDer(info), format: 'der', type: 'pkcs8' })
  } catch {
    throw new UnusableKeystore('private key cannot be read', 'no_key')
  }
}

function algorithmOf(key: KeyObject): SigningAlgorithm {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048) return 'rsa-sha256'
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ecdsa-sha256'
  throw new UnusableKeystore('sealing needs RSA from 2048 bits or P-256', 'weak_key')
}

function orderChain(
  leaf: X509Certificate,
  certificates: readonly X509Certificate[]
): X509Certificate[] {
  const chain = [leaf]
  for (;;) {
    const tip = chain.at(-1)!
    const issuer = certificates.find(
      (item) => !chain.includes(item) && tip.checkIssued(item) && tip.verify(item.publicKey)
    )
    if (!issuer) return chain
    chain.push(issuer)
  }
}

function toDer(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1')
}
