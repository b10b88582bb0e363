import { counted, grouped } from '../domain/counted.ts';
import type { LoadProgress } from '../domain/load-report.ts';

/** Shows a load while it runs, on standard error: a bar that redraws itself on a terminal, else a plain line every few seconds. */
interface ProgressDisplay {
  show(progress: LoadProgress): void;
  /** Takes the bar away. */
  clear(): void;
}

const BAR_MS = 100;
const LINE_MS = 5000;
const BAR_WIDTH = 30;

export function loadProgress(out: NodeJS.WriteStream, nowMs: () => number): ProgressDisplay {
  const startedMs = nowMs();
  const everyMs = out.isTTY ? BAR_MS : LINE_MS;
  let shownMs = startedMs;
  let step: LoadProgress['step'] | undefined;
  let stepStartedMs = startedMs;
  let stepStartedRows = 0;
  return {
    show(progress) {
      const now = nowMs();
      // A step is first heard of when rows are through already; nobody knows how long those took.
      if (progress.step !== step) [step, stepStartedMs, stepStartedRows] = [progress.step, now, progress.rows];
      if (now - shownMs < everyMs) return;
      shownMs = now;
      const seconds = (now - stepStartedMs) / 1000;
      const rate = seconds > 0 ? Math.round((progress.rows - stepStartedRows) / seconds) : undefined;
      const text = progressText(progress, rate);
      out.write(
        out.isTTY
          ? `\r${bar(progress.share)} ${text.slice(0, Math.max(20, out.columns - BAR_WIDTH - 4))}\u001b[K`
          : `${text}\n`,
      );
    },
    clear() {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}

const VERBS = { check: 'checking', write: 'loading' } satisfies Record<LoadProgress['step'], string>;

/** `42% loading events.csv.gz, 120,000 rows, 95,000 rows/s`; without the last of a step that has just begun. */
function progressText({ step, file, rows, share }: LoadProgress, rate: number | undefined): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  const perSecond = rate === undefined ? '' : `, ${grouped(rate)} rows/s`;
  return `${Math.floor(share * 100)}% ${VERBS[step]} ${name}, ${counted(rows, 'row')}${perSecond}`;
}

function bar(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return `[${'#'.repeat(full)}${' '.repeat(BAR_WIDTH - full)}]`;
}
