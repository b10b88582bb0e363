import type { StreamProgress } from '../domain/load-report.ts';
import { counted, grouped } from '../domain/counted.ts';

/** Shows a stream while it runs, on standard error: the counts, and the first lines that were set aside as soon as they are. */
interface StreamDisplay {
  show(progress: StreamProgress): void;
  /** Takes the counts away. */
  clear(): void;
}

const LINE_MS = 5000;
const FIRST = 5;

export function streamProgress(out: NodeJS.WriteStream, nowMs: () => number): StreamDisplay {
  let shownMs = nowMs();
  let told = 0;
  const clear = (): void => {
    if (out.isTTY) out.write('\r\u001b[K');
  };
  return {
    show({ rows, setAside, newly }) {
      const few = newly.slice(0, FIRST - told);
      told += few.length;
      if (few.length > 0) clear();
      for (const { line, reason } of few) out.write(`line ${line} was set aside: ${reason}\n`);
      const text = `${counted(rows, 'row')} read, ${grouped(setAside)} set aside`;
      if (out.isTTY) out.write(`\r${text}\u001b[K`);
      else if (nowMs() - shownMs >= LINE_MS) {
        shownMs = nowMs();
        out.write(`${text}\n`);
      }
    },
    clear,
  };
}
