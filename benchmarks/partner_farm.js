/*
 * Portals of many partners, a port each: they answer well, or go wrong in the ways that portals do. Each line of standard input says who does
 * which from now on: a JSON array of modes, one for each portal. Prints the ports as JSON, then `ok` for each line.
 *   node partner_farm.js PORTALS
 */
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'

const HUGE = 500 * 1024 * 1024
const CHUNK = Buffer.alloc(64 * 1024, 'x')
const DRIP_EVERY_MS = 200

const modes = Array.from({ length: Number(process.argv[2]) }, () => 'well')

const ANSWERS = {
  well(request, response) {
    const trxId = new URL(request.url, 'http://portal.invalid').searchParams.get('trx_id')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ status: 'OK', trx_id: trxId, ref: 'R' }))
  },
  hung() {},
  dripping(_request, response) {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const drip = setInterval(() => response.write(' '), DRIP_EVERY_MS)
    response.on('close', () => clearInterval(drip))
  },
  flooding(_request, response) {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': HUGE })
    let sent = 0
    const push = () => {
      while (sent < HUGE && !response.destroyed) {
        sent += CHUNK.length
        if (!response.write(CHUNK)) return
      }
      if (!response.destroyed) response.end()
    }
    response.on('drain', push)
    push()
  },
  redirecting(request, response) {
    response.writeHead(302, { location: request.url }).end()
  },
  resetting(request) {
    request.socket.resetAndDestroy()
  },
}

const ports = await Promise.all(
  modes.map(
    (_, index) =>
      new Promise((resolve) => {
        const server = createServer((request, response) => {
          response.on('error', () => {})
          ANSWERS[modes[index]](request, response)
        })
        server.listen(0, '127.0.0.1', () => resolve(server.address().port))
      })
  )
)
console.log(JSON.stringify(ports))
for await (const line of createInterface({ input: process.stdin })) {
  for (const [index, mode] of JSON.parse(line).entries()) modes[index] = mode
  console.log('ok')
}
process.exit(0)
