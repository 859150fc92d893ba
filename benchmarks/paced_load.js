/*
 * A load generator that asks at a fixed rate, whether or not the last answer is there: each latency counts from the moment when the
 * request was due. Prints latencies when it is told to end (a line on standard input) or after so many seconds.
 *   node paced_load.js PORT HOST PATH RATE CONNECTIONS SECONDS
 */
import { requestsRepeated, visit } from './visitor.js'

const [port, host, path, rate, connections, seconds] = process.argv.slice(2)
const GAP = 1000 / Number(rate)

const latencies = []
const idle = []
const waiting = []

for (let index = 0; index < Number(connections); index++) {
  visit({
    port,
    host,
    path,
    free: (ask) => (waiting.length > 0 ? ask(waiting.shift()) : idle.push(ask)),
    answered: (due) => latencies.push(performance.now() - due),
  })
}

const begun = performance.now()
let asked = 0
setInterval(() => {
  // Timers come in whole milliseconds: all that are due by now.
  for (let due = begun + asked * GAP; due <= performance.now(); due = begun + ++asked * GAP) {
    const ask = idle.pop()
    if (ask) ask(due)
    else waiting.push(due)
  }
}, 1)

function end() {
  latencies.sort((a, b) => a - b)
  const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0
  const figures = { requests: latencies.length, p50: at(0.5), p99: at(0.99) }
  console.log(JSON.stringify({ ...figures, repeated: requestsRepeated() }))
  process.exit(0)
}
process.stdin.once('data', end)
setTimeout(end, Number(seconds) * 1000)
