import type { RetentionReport } from '../../domain/retention-report.ts';
import type { RetentionRequest } from '../../domain/retention-request.ts';
import { retain } from './retention.ts';
import type { Verb } from '../verb.ts';

const neverInterrupted = new AbortController().signal;

/** As `retain`, for a worker. What a killed or cancelled pass had removed is gone, and the next one ends it. */
export const retainEvents: Verb<RetentionRequest, RetentionReport> =
  (ports) =>
  ({ dictionary, sure }, beat) =>
    retain(ports, { dictionary, sure, dryRun: false, interrupted: neverInterrupted }, ({ share, gone }) => {
      beat(`${Math.floor(share * 100)}% looked at, ${gone} events to go`);
    });
