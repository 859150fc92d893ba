/** The sample portals of the integration document, as processes of their own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { samples, type SampleFacts } from '#help/integration/samples'
import { freePort } from '#tests/support/ports'

/** How each is started and asked; the program that it needs beside Node. */
const PORTALS = {
  'etalase.mjs': { program: process.execPath, serve: () => ['etalase.mjs'] },
  'etalase.php': {
    program: 'php',
    serve: (port: number) => ['-S', `127.0.0.1:${port}`, 'etalase.php'],
  },
  'etalase.py': { program: 'python3', serve: () => ['etalase.py'] },
} as const

export type SampleFile = keyof typeof PORTALS
export const SAMPLE_FILES = Object.keys(PORTALS) as SampleFile[]

/** Whether the machine has what a sample is written in; a test says so where it has not. */
export function canRun(file: SampleFile): boolean {
  return spawnSync(PORTALS[file].program, ['--version']).status === 0
}

export interface SamplePortal {
  url: string
  /** What the sample says of a transaction, by the store's status API. */
  askStatus(trxId: string): Promise<{ code: number | null; out: string }>
  close(): Promise<void>
}

/** A sample with this key, listening. */
export async function startSample(file: SampleFile, facts: SampleFacts): Promise<SamplePortal> {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-sample-'))
  const { code } = samples(facts).find((sample) => sample.file === file)!
  await writeFile(join(folder, file), code)
  const port = await freePort()
  const { program, serve } = PORTALS[file]
  const environment = { cwd: folder, env: { ...process.env, PORT: String(port) } }
  const child = spawn(program, serve(port), { ...environment, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => (said += chunk))
  const url = `http://127.0.0.1:${port}`
  await answering(url, child, () => said)
  return {
    url,
    askStatus: (trxId) => asked(program, [file, 'status', trxId], environment),
    close: async () => {
      child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answering(url: string, child: ChildProcess, said: () => string): Promise<void> {
  while (child.exitCode === null) {
    if (await fetch(url).catch(() => null)) return
    await sleep(20)
  }
  throw new Error(`a sample ended with ${child.exitCode}: ${said()}`)
}

function asked(program: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return new Promise<{ code: number | null; out: string }>((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.on('data', (chunk) => (out += chunk))
    child.on('close', (code) => resolve({ code, out }))
  })
}
