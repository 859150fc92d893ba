/** `•••• 0001`: the last four of a personal number, enough to know it by (R2.5). */
export function maskNumber(value: string): string {
  return value === '' ? '–' : `•••• ${value.slice(-4)}`
}
