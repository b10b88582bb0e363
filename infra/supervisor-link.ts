import { z } from 'zod';

/** What a new supervisor tells the command that started it, over the channel between parent and child. */
export const supervisorNews = z.discriminatedUnion('is', [
  z.object({ is: z.literal('listening') }),
  /** Another supervisor holds the lock. */
  z.object({ is: z.literal('busy') }),
  z.object({ is: z.literal('failed'), code: z.string(), message: z.string(), next: z.string() }),
]);

export type SupervisorNews = z.infer<typeof supervisorNews>;
