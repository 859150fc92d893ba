import { registerSchedule } from '#shared/outbox/handlers'
import { sweepTokens } from '#identity/tokens/single_use_tokens'

registerSchedule({ name: 'identity.sweep_tokens', everySeconds: 86_400, run: sweepTokens })
