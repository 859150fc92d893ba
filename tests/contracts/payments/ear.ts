import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Heard {
  headers: IncomingHttpHeaders
  rawBody: string
}

/** Where a sandbox tells what happens: keeps what it hears. */
export async function openEar() {
  const all: Heard[] = []
  const server = createServer((request, response) => {
    let rawBody = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (rawBody += chunk))
    request.on('end', () => {
      response.end()
      all.push({ headers: request.headers, rawBody })
      server.emit('heard')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const distinct = () => [...new Map(all.map((one) => [one.rawBody, one])).values()]
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/{method}`,
    /** The different messages, once there are so many of them. */
    async heard(count: number): Promise<Heard[]> {
      while (distinct().length < count) await once(server, 'heard')
      return distinct()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
