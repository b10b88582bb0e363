import { DaybreakError } from '../domain/errors.ts';
import { forgetIn, loadInto, streamInto } from '../workers/without-temporal.ts';
import { note, type CliContext } from './context.ts';
import { untilInterrupted } from './load-input.ts';
import type { LoadContext, LoadRequest } from './load.ts';

/** Loads in this very process: a load needs no Temporal. */
export const loadWith = (context: CliContext): LoadContext => ({
  load: ({ dictionary, drop, until }, onProgress) =>
    loadInto(context.ports(), { dictionary, path: drop, until }, (progress) => {
      if (context.interrupted.aborted) throw interrupted({ dictionary, drop, until }, progress.step);
      onProgress(progress);
    }),
  stream: (request, onProgress) => {
    if (process.stdin.isTTY) note('reading rows from this terminal, a JSON object a line; Ctrl-D ends');
    return streamInto(context.ports(), request, untilInterrupted(process.stdin, context.interrupted), onProgress);
  },
  forget: (dictionary, drop) => forgetIn(context.ports(), dictionary, drop),
});

/** Ctrl-C between two batches. */
function interrupted({ dictionary, drop }: LoadRequest, step: 'check' | 'write'): DaybreakError {
  return step === 'check'
    ? new DaybreakError(
        'INTERRUPTED',
        `the load of ${drop} was stopped before it wrote anything`,
        'load it again when you like',
      )
    : new DaybreakError(
        'INTERRUPTED',
        `the load of ${drop} was stopped after it had written some of its rows`,
        `load it again: no night of ${dictionary} begins before`,
      );
}
