/* A judge that takes all the memory there is, as a worker thread of `#pki/judging`. */
import { parentPort } from 'node:worker_threads'

parentPort!.on('message', () => {
  const all: number[][] = []
  for (;;) all.push(Array.from({ length: 10_000 }, (_, i) => i + all.length))
})
