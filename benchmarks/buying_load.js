/*
 * Buyers who press *Beli*: closed (so many at a time, the next as soon as one is served) or at a fixed rate, whether or not the last one was
 * served; then each latency counts from the moment when it was due. A purchase is served with the answer to the form. Prints latencies in
 * milliseconds of the contents that are watched, and how many purchases there were of them.
 *   node buying_load.js PLAN(JSON: port, host, contents, watched, buyers, seconds, rate | atOnce)
 */
import { randomBytes, randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'

const plan = JSON.parse(process.argv[2])
const watched = new Set(plan.watched)
const latencies = []
/** Each calls from an address of its own: limits per address hold. */
const buyers = plan.buyers.map((buyer) => ({
  ...buyer,
  localAddress: `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`,
  agent: new Agent({ keepAlive: true }),
}))
let turn = 0

/** One purchase; resolves with the status of the answer. */
function buy(content, { cookie, token, localAddress, agent }) {
  const body = new URLSearchParams({
    _csrf: token,
    form_key: randomBytes(15).toString('base64url'),
    content,
    method: 'delima',
  }).toString()
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: plan.port,
        method: 'POST',
        path: '/orders',
        localAddress,
        agent,
        headers: {
          'host': plan.host,
          'origin': `http://${plan.host}:${plan.port}`,
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          cookie,
        },
      },
      (incoming) => incoming.resume().on('end', () => resolve(incoming.statusCode))
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function next(due) {
  const count = turn++
  const content = plan.contents[count % plan.contents.length]
  const status = await buy(content, buyers[count % buyers.length])
  if (status !== 302) throw new Error(`a purchase was answered with ${status}`)
  if (watched.has(content)) latencies.push(performance.now() - due)
}

const begun = performance.now()
const end = begun + plan.seconds * 1000
const running = new Set()
if (plan.rate) {
  let asked = 0
  await new Promise((done) => {
    const timer = setInterval(() => {
      const now = performance.now()
      if (now >= end) return done(clearInterval(timer))
      for (
        let due = begun + (asked * 1000) / plan.rate;
        due <= now;
        due = begun + (++asked * 1000) / plan.rate
      ) {
        const one = next(due).finally(() => running.delete(one))
        running.add(one)
      }
    }, 1)
  })
} else {
  const lane = async () => {
    while (performance.now() < end) await next(performance.now())
  }
  for (let count = 0; count < plan.atOnce; count++) running.add(lane())
}
await Promise.all(running)
const seconds = (performance.now() - begun) / 1000
latencies.sort((a, b) => a - b)
const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0
console.log(
  JSON.stringify({
    purchases: turn,
    rate: turn / seconds,
    watched: latencies.length,
    p50: at(0.5),
    p99: at(0.99),
  })
)
process.exit(0)
