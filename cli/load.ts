import { Command } from 'commander';
import { DaybreakError } from '../domain/errors.ts';
import type { LoadProgress, LoadRecord, LoadReport, StreamProgress } from '../domain/load-report.ts';
import { runDate, type RunDate } from '../domain/run-date.ts';
import { loadProgress } from './load-progress.ts';
import { streamProgress } from './load-stream-progress.ts';
import { forgottenText, loadText } from './load-text.ts';

/** What the command needs of the program around it. */
export interface LoadContext {
  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LoadReport>;
  /** Standard input to its end, or to Ctrl-C. */
  stream(request: StreamRequest, onProgress: (progress: StreamProgress) => void): Promise<LoadReport>;
  forget(dictionary: string, drop: string): Promise<LoadRecord>;
}

interface StreamRequest {
  readonly dictionary: string;
  readonly until: RunDate | undefined;
}

export interface LoadRequest extends StreamRequest {
  /** Folder of the drop, as the person wrote it. */
  readonly drop: string;
}

const EXAMPLES = `
A drop is a folder with events, entities, links and labels as .csv, .ndjson (a JSON object a line; .jsonl too),
both also with .gz, or .parquet; one partition of it (dt=YYYY-MM-DD, complete when it has _SUCCESS), or a folder
of such partitions. A table may be several files (events-001.parquet ...) or a folder of them (events/).

Every file is checked whole before the first row is written. Loading a drop twice is loading it once,
and mends a load that was interrupted.

--stream takes a JSON object a line with the same columns: an event, or a row of the table that it names
("table":"links"). Rows are in a second after they came, those without arrived_at as arrived now. A line that
cannot be used is set aside and counted. The end of the input or Ctrl-C ends it in good order.

Examples:
  npx daybreak load shop ./drop                         the whole drop
  npx daybreak load shop ./warehouse/dt=2026-03-01      one partition
  npx daybreak load shop ./drop --until 2026-03-01      only what happened before that date
  npx daybreak load shop ./drop --json                  the counts for a program
  tail -f events.ndjson | npx daybreak load shop --stream
  npx daybreak load shop ./drop --forget                let nights run although this load died and its drop is gone
`;

interface Options {
  readonly until?: string;
  readonly stream?: true;
  readonly forget?: true;
  readonly json?: true;
}

export function loadCommand(context: LoadContext): Command {
  return new Command('load')
    .description("bring a warehouse drop, or events as they happen, into a dictionary's store")
    .argument('<dictionary>', 'name of the dictionary')
    .argument('[drop]', 'folder of the drop, of a dt= partition, or of partitions')
    .option('--until <date>', 'take only rows that happened before midnight of this date (YYYY-MM-DD)')
    .option('--stream', 'read rows from standard input, a JSON object a line, as they come')
    .option('--forget', 'forget an unfinished load of this drop, which stays as far as it came')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, drop: string | undefined, options: Options) => {
      process.stdout.write(await run(context, dictionary, drop, options));
    });
}

async function run(
  context: LoadContext,
  dictionary: string,
  drop: string | undefined,
  options: Options,
): Promise<string> {
  const { stream, forget, json } = options;
  const until = options.until === undefined ? undefined : runDate(options.until);
  if (stream) {
    if (drop !== undefined || forget)
      throw wrongUse('--stream reads standard input and no drop', 'leave the other out');
    const report = await shown(
      streamProgress(process.stderr, () => performance.now()),
      (onProgress) => context.stream({ dictionary, until }, onProgress),
    );
    return json ? `${JSON.stringify(report)}\n` : loadText(report);
  }
  if (drop === undefined)
    throw wrongUse('no drop is named', 'name its folder, or give --stream to read standard input');
  if (forget) {
    const record = await context.forget(dictionary, drop);
    return json ? `${JSON.stringify({ dictionary, ...record })}\n` : forgottenText(dictionary, record);
  }
  const report = await shown(
    loadProgress(process.stderr, () => performance.now()),
    (onProgress) => context.load({ dictionary, drop, until }, onProgress),
  );
  return json ? `${JSON.stringify(report)}\n` : loadText(report);
}

/** Shows the progress of something while it runs, and takes the display away whatever its end. */
async function shown<Progress, Result>(
  display: { show(progress: Progress): void; clear(): void },
  work: (onProgress: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  try {
    return await work((progress) => {
      display.show(progress);
    });
  } finally {
    display.clear();
  }
}

const wrongUse = (message: string, next: string): DaybreakError => new DaybreakError('USAGE', message, next);
