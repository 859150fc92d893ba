import { spawn, type ChildProcess } from 'node:child_process'

/** A worker in a process of its own, as `npm run worker` starts it, on the database of this test. */
export function startWorker(environment: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['bin/worker.js'], {
    env: { ...process.env, NODE_ENV: 'development', DEMO: 'off', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (chunk) => String(chunk).includes('ready') && resolve(child))
    child.once('exit', (code) => reject(new Error(`the worker ended (${code})`)))
  })
}

/** Ends it as told: `SIGKILL` for the plug pulled out. */
export async function endWorker(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await ended
}
