/*
 * A load generator: so many kept-alive connections, each with one request under way at a time, for so many seconds.
 * Prints requests per second and latencies. Raw sockets: it must cost less than what it measures.
 *   node load.js PORT HOST PATH SECONDS CONNECTIONS
 */
import { connect } from 'node:net'

const [port, host, path, seconds, connections] = process.argv.slice(2)
const ASK = Buffer.from(
  `GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: text/html\r\nconnection: keep-alive\r\n\r\n`
)

const latencies = []
let ended = false
const begun = performance.now()

function visitor() {
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.setNoDelay(true)
  let sent = 0
  let missing = -1
  let head = ''
  const ask = () => {
    missing = -1
    head = ''
    sent = performance.now()
    socket.write(ASK)
  }
  socket.on('connect', ask)
  socket.on('data', (chunk) => {
    if (missing < 0) {
      head += chunk.latin1Slice()
      const at = head.indexOf('\r\n\r\n')
      if (at < 0) return
      const length = /\r\ncontent-length: (\d+)/i.exec(head)
      if (!head.startsWith('HTTP/1.1 200 ') || !length) return fail(head.slice(0, 300))
      missing = Number(length[1]) - (head.length - at - 4)
    } else {
      missing -= chunk.length
    }
    if (missing > 0) return
    latencies.push(performance.now() - sent)
    if (ended) socket.destroy()
    else ask()
  })
  socket.on('error', (error) => ended || fail(error.message))
}

function fail(reason) {
  console.error(`unexpected answer: ${reason}`)
  process.exit(1)
}

for (let index = 0; index < Number(connections); index++) visitor()

setTimeout(
  () => {
    ended = true
    const took = (performance.now() - begun) / 1000
    latencies.sort((a, b) => a - b)
    const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0
    console.log(JSON.stringify({ rate: latencies.length / took, p50: at(0.5), p99: at(0.99) }))
    process.exit(0)
  },
  Number(seconds) * 1000
)
