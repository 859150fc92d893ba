/** Commands of the product, as processes of their own or inside this one. */
import { spawn } from 'node:child_process'
import { inspect } from 'node:util'
import { cliui } from '@adonisjs/core/ace'
import app from '@adonisjs/core/services/app'

export interface Ran {
  code: number | null
  out: string
  err: string
}

export interface Surroundings {
  /** The test's own database, else none, to show that none is needed. */
  database?: boolean
  /** Beside those of this process; undefined takes one away. */
  env?: NodeJS.ProcessEnv
  cwd?: string
}

/** Runs a command as a person does, in a process of its own. */
export function ace(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { database = false, env = {}, cwd } = surroundings
  const none = database ? {} : { DATABASE_URL: 'sqlite:/nowhere/at/all.sqlite3' }
  return run(app.makePath('ace.js'), args, { env: { ...none, ...env }, ...(cwd && { cwd }) })
}

/** Runs a script of the project to its end. */
export function run(
  script: string,
  args: readonly string[],
  { env = {}, cwd = app.makePath() }: Omit<Surroundings, 'database'> = {}
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { ...process.env, ...env },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/**
 * Runs a command inside this process, on the database of this test: a hundred times as fast as {@link ace}, for a command that a test
 * calls again and again and whose exit code one real process has shown to arrive. One at a time.
 */
export async function aceHere(
  [name = '', ...args]: readonly string[],
  { env = {} }: Pick<Surroundings, 'env'> = {}
): Promise<Ran> {
  const kernel = await app.container.make('ace')
  const ui = cliui({ mode: 'raw' })
  const before = { ...process.env }
  const { log, error } = console
  const said = { out: '', err: '' }
  const keep =
    (where: keyof typeof said) =>
    (...words: unknown[]) =>
      void (said[where] +=
        `${words.map((word) => (typeof word === 'string' ? word : inspect(word))).join(' ')}\n`)
  Object.assign(process.env, env)
  Object.assign(console, { log: keep('out'), error: keep('err') })
  try {
    const { exitCode } = await kernel.exec(name, args, { ui })
    for (const { message, stream } of ui.logger.getLogs())
      said[stream === 'stderr' ? 'err' : 'out'] += `${message}\n`
    return { code: exitCode ?? null, ...said }
  } finally {
    Object.assign(console, { log, error })
    // Commands silence the log for the rest of their process, which this one outlives.
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
    Object.assign(process.env, before)
  }
}

/** Two at a time, as many as there are cores at least: a process spends much of its start waiting. In the order of `items`. */
export async function twoAtATime<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index]!)
  }
  await Promise.all([lane(), lane()])
  return results
}
