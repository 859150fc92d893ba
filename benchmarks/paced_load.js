/*
 * A load generator that asks at a fixed rate, whether or not the last answer is there: each latency counts from the moment when the
 * request was due. Prints latencies when it is told to end (a line on standard input) or after so many seconds.
 *   node paced_load.js PORT HOST PATH RATE CONNECTIONS SECONDS
 */
import { connect } from 'node:net'

const [port, host, path, rate, connections, seconds] = process.argv.slice(2)
const ASK = Buffer.from(
  `GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: text/html\r\nconnection: keep-alive\r\n\r\n`
)
const GAP = 1000 / Number(rate)

const latencies = []
const idle = []
const waiting = []

function visitor() {
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.setNoDelay(true)
  const self = { due: 0, missing: -1, head: '' }
  self.ask = (due) => {
    Object.assign(self, { due, missing: -1, head: '' })
    socket.write(ASK)
  }
  const rest = () => (waiting.length > 0 ? self.ask(waiting.shift()) : idle.push(self))
  socket.on('connect', rest)
  socket.on('data', (chunk) => {
    if (self.missing < 0) {
      self.head += chunk.latin1Slice()
      const at = self.head.indexOf('\r\n\r\n')
      if (at < 0) return
      const length = /\r\ncontent-length: (\d+)/i.exec(self.head)
      if (!self.head.startsWith('HTTP/1.1 200 ') || !length) return fail(self.head.slice(0, 300))
      self.missing = Number(length[1]) - (self.head.length - at - 4)
    } else {
      self.missing -= chunk.length
    }
    if (self.missing > 0) return
    latencies.push(performance.now() - self.due)
    rest()
  })
  socket.on('error', (error) => fail(error.message))
}

function fail(reason) {
  console.error(`unexpected answer: ${reason}`)
  process.exit(1)
}

for (let index = 0; index < Number(connections); index++) visitor()

const begun = performance.now()
let asked = 0
setInterval(() => {
  // Timers come in whole milliseconds: all that are due by now.
  for (let due = begun + asked * GAP; due <= performance.now(); due = begun + ++asked * GAP) {
    const visit = idle.pop()
    if (visit) visit.ask(due)
    else waiting.push(due)
  }
}, 1)

function end() {
  latencies.sort((a, b) => a - b)
  const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0
  console.log(JSON.stringify({ requests: latencies.length, p50: at(0.5), p99: at(0.99) }))
  process.exit(0)
}
process.stdin.once('data', end)
setTimeout(end, Number(seconds) * 1000)
