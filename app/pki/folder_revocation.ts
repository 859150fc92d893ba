/** A revocation source over a folder of CRL files (DER or PEM), for scripts, tests and machines without a network. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readOne } from '#pki/asn1/der'
import type { CrlQuery, RevocationSource } from '#pki/contract'
import { tryParseCrl } from '#pki/x509/crl'
import { parseName } from '#pki/x509/name'
import { derBlocks } from '#pki/x509/pem'

/** A source over the given DER lists; those that are malformed are left out, so their issuers count as unavailable. */
export function crlsFrom(ders: readonly Uint8Array[]): RevocationSource {
  const byIssuer = new Map<string, Uint8Array[]>()
  for (const der of ders) {
    const issuer = tryParseCrl(der)?.issuer.key
    if (issuer === undefined) continue
    const lists = byIssuer.get(issuer)
    if (lists) lists.push(der)
    else byIssuer.set(issuer, [der])
  }
  return {
    async crlsFor(query: CrlQuery) {
      return byIssuer.get(parseName(readOne(query.issuer)).key) ?? []
    },
  }
}

/** Reads `.crl`, `.pem` and `.der` of the folder once; make a new source when its files changed. */
export async function crlsFromFolder(folder: string): Promise<RevocationSource> {
  const entries = await readdir(folder)
  const names = entries.filter((name) => /\.(crl|pem|der)$/i.test(name)).toSorted()
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))))
  return crlsFrom(files.flatMap((file) => derBlocks(file, 'X509 CRL')))
}

/** As `crlsFromFolder`, but looks at the folder again for each question: lists there are renewed while we run. */
export function liveCrlFolder(folder: string): RevocationSource {
  return {
    async crlsFor(query: CrlQuery) {
      const source = await crlsFromFolder(folder).catch(() => crlsFrom([]))
      return source.crlsFor(query)
    },
  }
}
