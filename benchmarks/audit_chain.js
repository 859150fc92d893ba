/*
 * Makes the audit trail of DATABASE_URL so long, links it and proves it; prints seconds and memory.
 *   node --expose-gc --import=../bin/typescript.js audit_chain.js LENGTH TIMES
 */
import { bootApplication } from './application.js'

const [length, times] = process.argv.slice(2).map(Number)
const AT_ONCE = 500

const app = await bootApplication('console')
await app.start(async () => {
  const { migrate } = await import('#start/migrations')
  await migrate(app)
  const { linkEvents } = await import('#audit/link_events')
  const { verifyChain } = await import('#audit/verify_chain')
  await linkEvents()
  await write(length - (await verifyChain()).linked)
  const linkedIn = await seconds(linkEvents)

  const runs = []
  let most = 0
  for (let run = 0; run < times; run++) {
    globalThis.gc()
    const before = process.memoryUsage()
    // Heap and buffers at their highest: looked at between pages, when the event loop comes round.
    const watch = setInterval(() => (most = Math.max(most, grown(before))), 5)
    runs.push(
      await seconds(async () => {
        const report = await verifyChain()
        if (!report.ok || report.linked !== length) throw new Error(JSON.stringify(report))
      })
    )
    most = Math.max(most, grown(before))
    clearInterval(watch)
  }
  console.log(
    JSON.stringify({
      length,
      linkedIn,
      seconds: Math.min(...runs),
      megabytes: Math.round(most / 2 ** 20),
    })
  )
})
process.exit(0)

/** Events as actions record them, several to a transaction. */
async function write(count) {
  const { audit } = await import('#audit/record')
  const { transaction } = await import('#shared/database/main')
  const { publicId } = await import('#shared/public_id')
  for (let done = 0; done < count; done += AT_ONCE) {
    await transaction(async (trx) => {
      for (let one = done; one < Math.min(count, done + AT_ONCE); one++)
        await audit(trx, {
          type: 'payment.collected',
          actor: { kind: 'customer', id: publicId() },
          subject: { kind: 'order', id: publicId() },
          data: { order: publicId(), amount: 110 + one, method: 'speedy', partner: publicId() },
        })
    })
  }
}

function grown(before) {
  const now = process.memoryUsage()
  return now.heapUsed - before.heapUsed + now.external - before.external
}

async function seconds(work) {
  const begun = performance.now()
  await work()
  return Math.round(performance.now() - begun) / 1000
}
