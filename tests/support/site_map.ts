import type { Visitor } from './visitor.js'

/** All addresses of a store's site map, part by part as the index names them. */
export async function siteMapOf(visitor: Visitor): Promise<string[]> {
  const index = await visitor.get('/sitemap.xml')
  const parts = locations(index.text)
  const pages = []
  for (const part of parts) pages.push((await visitor.get(new URL(part).pathname)).text)
  return pages.flatMap(locations)
}

function locations(xml: string): string[] {
  return [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address!)
}
