import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below what systems hand out by themselves (32768 on Linux, 49152 elsewhere): between the choice and the process that listens
 * there, seconds later, nobody's outgoing connection and nobody's port 0 can take it.
 */
const FIRST = 20_000
/** Suites that run beside each other (`bin/test_all.js`) choose from ranges of their own. */
const PER_LANE = 3_000
const lane = Number(process.env.TEST_LANE ?? 2)

const given = new Set<number>()

/**
 * A free port for a process that must know its port before it listens, since its settings and links hold it. Whatever can
 * listen on 0 and say where, does that instead. Never the same twice in one process.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + lane * PER_LANE + randomInt(PER_LANE)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
