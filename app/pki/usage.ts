import { EXIT_USAGE, UsageError } from '#pki/command_line'

interface Command {
  exitCode?: number | undefined
  logger: { error(message: string): void }
}

/** Runs a command's work; what was called wrongly ends with 64 and its message (sysexits.h). */
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
    if (!(error instanceof UsageError)) throw error
    command.logger.error(error.message)
    command.exitCode = EXIT_USAGE
  }
}

/** A flag that must not be given without a value. */
export function valueOf(name: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`--${name} needs a value`)
  return value
}
