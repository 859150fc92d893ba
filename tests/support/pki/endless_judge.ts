/* A judge that never comes back, as a worker thread of `#pki/judging`. */
import { parentPort } from 'node:worker_threads'

parentPort!.on('message', () => {
  for (;;);
})
