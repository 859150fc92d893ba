import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import type { HttpContext } from '@adonisjs/core/http'
import LimitMiddleware from '#core/middleware/limit_middleware'

const ALLOWED = 30

/** What becomes of a request from an address: its status. */
async function requestFrom(ip: string): Promise<number> {
  const ctx = { request: { ip: () => ip }, response: { header: () => {} } }
  try {
    await new LimitMiddleware().handle(ctx as unknown as HttpContext, async () => {}, {
      name: 'activate',
    })
    return 200
  } catch (error) {
    return (error as { status: number }).status
  }
}

const group16 = () => randomBytes(2).toString('hex')

test.group('Limits per address', () => {
  test('all addresses of an IPv6 network are one; the next network is another', async ({
    assert,
  }) => {
    const network = `2001:db8:${group16()}`
    for (let times = 0; times < ALLOWED; times++)
      assert.equal(await requestFrom(`${network}:1:${group16()}:${group16()}::1`), 200)
    assert.equal(await requestFrom(`${network}:1::abcd`), 429)
    assert.equal(await requestFrom(`${network}:2::abcd`), 200)
  })

  test('an IPv4 address and the same one mapped into IPv6 are one; its neighbour is another', async ({
    assert,
  }) => {
    const [one, two] = randomBytes(2)
    for (let times = 0; times < ALLOWED; times++) {
      const ip = times % 2 ? `::ffff:203.${one}.${two}.7` : `203.${one}.${two}.7`
      assert.equal(await requestFrom(ip), 200)
    }
    assert.equal(await requestFrom(`203.${one}.${two}.7`), 429)
    assert.equal(await requestFrom(`::ffff:203.${one}.${two}.7`), 429)
    assert.equal(await requestFrom(`::ffff:203.${one}.${two}.8`), 200)
  })
})
