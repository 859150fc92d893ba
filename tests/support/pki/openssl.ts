/** Runs programs that judge beside us, where they are installed. */
import { spawnSync } from 'node:child_process'

export function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
}

/** Runs a program to its end; its exit code and all that it said. */
export function run(program: string, args: readonly string[], cwd?: string) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 30_000,
  })
  return { status, output: `${stdout}${stderr}` }
}

export function openssl(cwd: string, ...args: readonly string[]): string {
  const { status, output } = run('openssl', args, cwd)
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${output}`)
  return output
}
