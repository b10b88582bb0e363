import { z } from 'zod';
import { CrmError } from '../crm.ts';
import { hubspotError } from './failure.ts';
import type { HubspotCall, Session } from './session.ts';

/** Inputs a batch takes: https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide */
export const BATCH_ROWS = 100;

/** 200, or 207 where some inputs failed. */
const answered = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      properties: z.record(z.string(), z.string().nullable()).default({}),
      updatedAt: z.string().default(''),
      objectWriteTraceId: z.string().nullish(),
    }),
  ),
  errors: z.array(hubspotError).default([]),
});

export type BatchAnswer = z.infer<typeof answered>;

/** @throws CrmError */
export async function callBatch(session: Session, call: HubspotCall): Promise<BatchAnswer> {
  const { data } = answered.safeParse(await session.json(call));
  if (!data) throw new CrmError('transient', 'HubSpot answered a batch with something else than its results');
  return data;
}
