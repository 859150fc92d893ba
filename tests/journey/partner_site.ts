import assert from 'node:assert/strict'
import type { Visitor } from '#tests/support/visitor'

/** The host is ours to resolve: Node asks no resolver for names under `localhost`. */
const reachable = (url: string) => url.replace('portal-mitra.localhost', '127.0.0.1')

/** What the sample partner site shows of the calls that it received. */
export async function partnerCalls(site: string): Promise<string> {
  return (await fetch(reachable(site))).text()
}

/** Opens a bought content: the store sends the customer on, the partner's page answers. */
export async function followRedirect(
  visitor: Visitor,
  path: string,
  site: string
): Promise<string> {
  const answer = await visitor.get(path)
  const location = String(answer.headers.location ?? '')
  assert.ok(location.startsWith(site), `${answer.status} leads to ${location}`)
  const landing = await fetch(reachable(location))
  assert.equal(landing.status, 200, await landing.clone().text())
  return landing.text()
}
