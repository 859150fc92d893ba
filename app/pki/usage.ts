import { EXIT_CODE, Hindered, UsageError } from '#pki/command_line'

interface Command {
  exitCode?: number | undefined
  logger: { error(message: string): void }
}

type Because = keyof typeof EXIT_CODE

/**
 * Runs a command's work. Whatever keeps it from an answer ends in one sentence on the standard error and a code that is no verdict's
 * (sysexits.h).
 */
export async function withUsage(
  command: Command,
  unknownFlags: readonly string[],
  work: () => Promise<number>
): Promise<void> {
  try {
    const [unknown] = unknownFlags
    if (unknown !== undefined) throw new UsageError(`unknown option --${unknown}`)
    command.exitCode = await work()
  } catch (error) {
    const [because, sentence] = explain(error)
    command.logger.error(sentence)
    command.exitCode = EXIT_CODE[because]
  }
}

/** The exit codes of a command, for its `--help`: its own, then those of whatever kept it from an answer. */
export function exitHelp(...verdicts: readonly string[]): string[] {
  const lines = [
    ...verdicts.map((meaning, code) => [code, meaning] as const),
    ...(Object.keys(MEANINGS) as Because[]).map(
      (because) => [EXIT_CODE[because], MEANINGS[because]] as const
    ),
  ]
  return [
    '',
    'Exit codes:',
    ...lines.map(([code, meaning]) => `  ${String(code).padEnd(4)}${meaning}`),
    '',
  ]
}

const MEANINGS: Readonly<Record<Because, string>> = {
  usage: 'wrong usage',
  noInput: 'the file cannot be read',
  unavailable: 'the database, the key or another service cannot be used',
  fault: 'a fault of ours',
  cannotCreate: 'the result cannot be written',
  settings: 'the settings are not complete',
}

/** A flag that must not be given without a value. */
export function valueOf(name: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`--${name} needs a value`)
  return value
}

/** What both drivers call their own errors: their messages hold SQL. */
const OF_DATABASE = ['SqliteError', 'DatabaseError', 'KnexTimeoutError']
const LONGEST_SENTENCE = 300

function explain(error: unknown): [Because, string] {
  if (error instanceof UsageError) return ['usage', error.message]
  if (error instanceof Hindered) return [error.because, error.message]
  if (!(error instanceof Error)) return ['fault', 'a fault of ours']
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  if (code === 'E_INVALID_ENV_VARIABLES') {
    const missing = 'help' in error ? String(error.help).replaceAll(/\s*\n- |^- /g, '; ') : ''
    return ['settings', `the settings are not complete${missing.replace(/^; /, ': ')}`]
  }
  if (OF_DATABASE.includes(error.constructor.name) || 'syscall' in error) {
    const what = 'syscall' in error ? 'what is needed' : 'the database'
    return ['unavailable', `${what} cannot be used: ${code}`]
  }
  const [line = ''] = error.message.split('\n')
  return ['fault', `a fault of ours: ${error.name}: ${line}`.slice(0, LONGEST_SENTENCE)]
}
