/*
 * A load generator: so many kept-alive connections, each with one request under way at a time, for so many seconds.
 * Prints requests per second and latencies. Raw sockets: it must cost less than what it measures.
 *   node load.js PORT HOST PATH SECONDS CONNECTIONS
 */
import { requestsRepeated, visit } from './visitor.js'

const [port, host, path, seconds, connections] = process.argv.slice(2)

const latencies = []
const begun = performance.now()

for (let index = 0; index < Number(connections); index++) {
  visit({
    port,
    host,
    path,
    free: (ask) => ask(performance.now()),
    answered: (asked) => latencies.push(performance.now() - asked),
  })
}

setTimeout(
  () => {
    const took = (performance.now() - begun) / 1000
    latencies.sort((a, b) => a - b)
    const at = (part) => latencies[Math.floor(latencies.length * part)] ?? 0
    const rate = latencies.length / took
    const figures = { rate, p50: at(0.5), p99: at(0.99), repeated: requestsRepeated() }
    console.log(JSON.stringify(figures))
    process.exit(0)
  },
  Number(seconds) * 1000
)
