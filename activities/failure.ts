import { ApplicationFailure } from '@temporalio/common';
import { asDaybreakError } from '../domain/errors.ts';

/** The only crossing of errors to Temporal: the code becomes the failure's type, `retry` decides whether Temporal tries again, `next` is its detail. */
export function asApplicationFailure(thrown: unknown): ApplicationFailure {
  const error = asDaybreakError(thrown);
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: error.retry === 'never',
    details: [error.next],
    cause: error,
  });
}
