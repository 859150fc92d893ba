/** Time stamps without a server: an authority whose tokens are made on the spot, for any instant. */
import { ExtendedKeyUsageExtension } from '@peculiar/x509'
import type { TimestampClient } from '#pki/contract'
import { judgeTimestamp } from '#pki/timestamp/token'
import { trustFrom } from '#pki/trust_store'
import { generalizedTime, makeToken } from '#tests/support/pki/authority'
import { AT, makeIdentity } from '#tests/support/pki/certificates'

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'

export async function makeStamps() {
  const root = await makeIdentity({ name: 'CN=Stamp Root', ca: true })
  const signer = await makeIdentity({
    name: 'CN=Stamps',
    issuer: root,
    extendedKeyUsage: null,
    extensions: [new ExtendedKeyUsageExtension([TIME_STAMPING], true)],
  })
  const trust = trustFrom([root.der])
  const certificates = [signer.der, root.der]
  const token = (digest: Uint8Array) =>
    makeToken({ digest, signer, certificates, time: generalizedTime(AT) })
  const client: TimestampClient = {
    async timestamp(digest) {
      const stamp = await judgeTimestamp(token(digest), { digest, trust })
      if (typeof stamp === 'string') throw new Error(stamp)
      return stamp
    },
  }
  return { root, trust, certificates, token, client }
}
