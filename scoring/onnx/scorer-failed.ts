import { DaybreakError } from '../../domain/errors.ts';

export const scorerFailed = (message: string, cause?: unknown): DaybreakError =>
  new DaybreakError(
    'SCORER_FAILED',
    message,
    'score these rows with the model alone to see which feature it stumbles over, then mend or leave out the model',
    cause,
  );
