/*
 * A store of so many contents in approval, all of one partner, and how long its queue and *Status Konten* take: the real application over
 * HTTP, one request after the other. Prints a line of JSON with all times in milliseconds each time a line comes in.
 *   node --import=../bin/typescript.js queue_pages.js DATABASE CONTENTS
 */
import { createInterface } from 'node:readline'
import { serveApplication } from './application.js'
import { fillQueue } from './fill_queue.js'

const [, , database, contents] = process.argv
const TIMES = 40

await serveApplication(async () => {
  const { createPartner, createStaff, signIn } = await import('#tests/support/accounts')
  const partner = await createPartner()
  const [qa, legal] = [await createStaff('qa'), await createStaff('legal')]
  fillQueue(database, {
    count: Number(contents),
    partnerId: partner.id,
    staffIds: [qa.id, legal.id],
  })
  const desks = { qa: await signIn(qa), legal: await signIn(legal), partner: await signIn(partner) }
  const pages = {
    'queue, QA': ['qa', '/queue'],
    'queue, Legal, free': ['legal', '/queue?filter=free'],
    'queue, with the partner': ['qa', '/queue?filter=partner'],
    'queue, near its end': ['qa', '/queue?time=near&lane=qa_content'],
    'Status Konten': ['partner', '/contents'],
    'Status Konten, one status': ['partner', '/contents?status=needs_correction'],
  }
  // Some pages into each list, where a page that skipped would be slower.
  await deepen(pages, 'queue, far down', desks, 'qa', '/queue', '.queue-pager a[rel=next]')
  await deepen(pages, 'Status Konten, far down', desks, 'partner', '/contents', 'a[rel=next]')
  await run(pages, desks, 10)
  console.log('ready')

  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'end') process.exit(0)
    console.log(JSON.stringify(await run(pages, desks, TIMES)))
  }
})

async function run(pages, desks, times) {
  const latencies = {}
  for (const [name, [who, path]] of Object.entries(pages)) {
    latencies[name] = []
    for (let time = 0; time < times; time++) {
      const begun = performance.now()
      const page = await desks[who].get(path)
      latencies[name].push(performance.now() - begun)
      if (page.status !== 200) throw new Error(`${path} answers ${page.status}`)
    }
  }
  return latencies
}

/** Walks some pages on and keeps the address that it has come to. */
async function deepen(pages, name, desks, who, path, next) {
  await desks[who].get(path)
  for (let page = 0; page < 8 && desks[who].page.$(next).length > 0; page++)
    await desks[who].click(next)
  pages[name] = [who, desks[who].page.url]
}
