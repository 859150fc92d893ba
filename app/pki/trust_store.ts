/** Trust stores over a folder of certificates or over certificates at hand. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrustStore } from '#pki/contract'
import { parseCertificate, tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import { derBlocks } from '#pki/x509/pem'

const FILES = /\.(pem|crt|cer|der)$/i

/**
 * A store of the given DER certificates. Self-issued ones are anchors; others only help to build paths, so that a folder
 * into which a stranger's intermediate slipped trusts nobody new. Throws MalformedAsn1 for what is no certificate.
 */
export function trustFrom(certificates: readonly Uint8Array[]): TrustStore {
  const parsed = certificates.map((der) => parseCertificate(der))
  return {
    anchors: parsed.filter((item) => item.selfIssued).map((item) => item.raw),
    intermediates: parsed.filter((item) => !item.selfIssued).map((item) => item.raw),
  }
}

/** Reads every `.pem`, `.crt`, `.cer` and `.der` of a folder; what cannot be read as a certificate throws. */
export async function trustFromFolder(folder: string): Promise<TrustStore> {
  const entries = await readdir(folder)
  const names = entries.filter((name) => FILES.test(name)).toSorted()
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))))
  return trustFrom(files.flatMap((file) => derBlocks(file, 'CERTIFICATE', 'TRUSTED CERTIFICATE')))
}

const opened = new WeakMap<TrustStore, { anchors: Certificate[]; intermediates: Certificate[] }>()

/** The store's certificates, read once per store. */
export function openTrust(store: TrustStore): {
  anchors: Certificate[]
  intermediates: Certificate[]
} {
  let entry = opened.get(store)
  if (!entry) {
    const read = (ders: readonly Uint8Array[]) =>
      ders.map((der) => tryParseCertificate(der)).filter((item) => item !== null)
    entry = { anchors: read(store.anchors), intermediates: read(store.intermediates) }
    opened.set(store, entry)
  }
  return entry
}
