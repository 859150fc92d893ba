/*
 * A store of so many contents in approval, all of one partner, and how long its queue and *Status Konten* take: the real application over
 * HTTP, one request after the other. Prints a line of JSON with all times in milliseconds each time a line comes in.
 *   node --import=../bin/typescript.js queue_pages.js CONTENTS
 */
import { createInterface } from 'node:readline'
import { serveApplication } from './application.js'
import { fillQueue } from './fill_queue.js'

const contents = Number(process.argv[2])
const TIMES = 40
const DAY = 86_400_000

await serveApplication(async () => {
  const { createPartner, createStaff, signIn } = await import('#tests/support/accounts')
  const { default: db } = await import('@adonisjs/lucid/services/db')
  const { default: Content } = await import('#catalogue/models/content')
  const partner = await createPartner()
  const [qa, legal] = [await createStaff('qa'), await createStaff('legal')]
  await fillQueue(db, { count: contents, partnerId: partner.id, staffIds: [qa.id, legal.id] })
  const desks = { qa: await signIn(qa), legal: await signIn(legal), partner: await signIn(partner) }
  const pages = {
    'queue, QA': ['qa', '/queue'],
    'queue, Legal, free': ['legal', '/queue?filter=free'],
    'queue, mine': ['qa', '/queue?filter=mine'],
    'queue, with the partner': ['qa', '/queue?filter=partner'],
    'queue, near its end': ['qa', '/queue?time=near&lane=qa_content'],
    'Status Konten': ['partner', '/contents'],
    'Status Konten, one status': ['partner', '/contents?status=needs_correction'],
  }
  // From the middle of each list on, where a page that skips or counts would be slower.
  const middle = await Content.findOrFail(Math.ceil(contents / 2))
  pages['queue, far down'] = ['qa', `/queue?after=${7 * DAY}_0_${Date.now()}`]
  pages['Status Konten, far down'] = ['partner', `/contents?after=${middle.publicId}`]
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
