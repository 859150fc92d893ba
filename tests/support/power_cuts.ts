/** Where a process that takes mail may lose its power. */
export const CUTS = [
  'arrived',
  'raw bytes half written',
  'raw bytes kept',
  'somewhere',
  'row written',
  'being acknowledged',
] as const
export type Cut = (typeof CUTS)[number]
