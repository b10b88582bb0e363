import { forgetIn, loadInto, streamInto } from '../workers/without-temporal.ts';
import { note, type CliContext } from './context.ts';
import { untilInterrupted } from './load-input.ts';
import type { LoadContext } from './load.ts';

/** Loads in this very process: a load needs no Temporal. */
export const loadWith = (context: CliContext): LoadContext => ({
  load: ({ dictionary, drop, until }, onProgress) =>
    loadInto(context.ports(), { dictionary, path: drop, until }, onProgress),
  stream: (request, onProgress) => {
    if (process.stdin.isTTY) note('reading rows from this terminal, a JSON object a line; Ctrl-D ends');
    return streamInto(context.ports(), request, untilInterrupted(process.stdin, context.interrupted), onProgress);
  },
  forget: (dictionary, drop) => forgetIn(context.ports(), dictionary, drop),
});
