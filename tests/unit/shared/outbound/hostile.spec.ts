import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { test } from '@japa/runner'
import { createOutboundClient } from '#shared/outbound/client'
import { checkTarget } from '#shared/outbound/check_target'
import { outboundPolicies } from '#shared/outbound/policies'
import { OTHER_HOSTILE, PRIVATE_ADDRESSES } from '#tests/support/hostile_urls'

const { production, development } = outboundPolicies({ allow: '', nodeEnv: 'production' })
const PUBLIC = '8.8.8.8'

/** Who would be reached: every address of this machine, at this port. */
async function everywhere(): Promise<{ server: Server; port: number; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(String(request.headers.host))
    response.end('OK')
  })
  await new Promise<void>((done) => server.listen(0, done))
  return { server, port: (server.address() as AddressInfo).port, hits }
}

/** The same address at a port where somebody listens, where it names none. */
function at(url: string, port: number): string {
  return url.replace(/^(https?:\/\/(?:\[[^\]]*\]|[^/:@?#[\]]+))(?=[/?#]|$)/, `$1:${port}`)
}

test.group('Hostile addresses', () => {
  test('[R4.7] none of them is reached, and each is refused by its name', async ({
    assert,
    cleanup,
  }) => {
    const { server, port, hits } = await everywhere()
    cleanup(() => void server.close())
    const reasons: [string, string][] = [
      ...PRIVATE_ADDRESSES.map((url): [string, string] => [url, 'forbidden_address']),
      ...OTHER_HOSTILE,
    ]
    assert.isAtLeast(reasons.length, 100)
    for (const policy of [production, development]) {
      const client = createOutboundClient({
        environmentPolicy: policy,
        resolve: async () => [PUBLIC],
      })
      for (const [url, reason] of reasons) {
        const target = at(url, port)
        const result = await client.get(target)
        if (result.type !== 'failed') throw new Error(`${target} was reached`)
        assert.include(['forbidden_address', 'forbidden_url'], result.reason, target)
        assert.isNull(result.timings.connectMs)
        const check = await checkTarget(url, policy)
        // Plain http is reason enough in the production store, before its port is.
        const named = policy.httpsOnly && reason === 'port' ? 'https_required' : reason
        assert.deepEqual(check, { allowed: false, reason: named }, url)
      }
    }
    assert.deepEqual(hits, [])
  })

  test('[R4.7] a target is judged by every address behind its name, without a call', async ({
    assert,
  }) => {
    const check = (addresses: string[] | Error) =>
      checkTarget('https://mitra.example/terima', production, async () => {
        if (addresses instanceof Error) throw addresses
        return addresses
      })
    assert.deepEqual(await check([PUBLIC]), { allowed: true, reason: null })
    for (const inside of ['127.0.0.1', '::1', '10.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1'])
      assert.deepEqual(
        await check([PUBLIC, inside]),
        { allowed: false, reason: 'forbidden_address' },
        inside
      )
    const unresolvable = { allowed: false, reason: 'unresolvable' as const }
    assert.deepEqual(await check([]), unresolvable)
    assert.deepEqual(await check(new Error('queryA ENOTFOUND')), unresolvable)
    assert.deepEqual(await check(['what is this']), { allowed: false, reason: 'forbidden_address' })
  })

  test('[R4.7] what a development machine names, it may call, and nothing beside', async ({
    assert,
  }) => {
    const policies = outboundPolicies({ allow: 'portal-mitra.localhost', nodeEnv: 'development' })
    for (const policy of Object.values(policies)) {
      assert.isTrue(
        (await checkTarget('http://portal-mitra.localhost:4001/terima', policy)).allowed
      )
      assert.isFalse((await checkTarget('http://lain.localhost:4001/', policy)).allowed)
      assert.isFalse((await checkTarget('http://127.0.0.1:4001/', policy)).allowed)
    }
    assert.throws(() => outboundPolicies({ allow: 'localhost', nodeEnv: 'production' }))
  })
})
