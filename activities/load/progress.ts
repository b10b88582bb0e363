import type { LoadProgress } from '../../domain/load-report.ts';
import type { LoadFile } from './files.ts';

/** Counts one step of a load along and tells how far both steps together are. */
export interface StepMeter {
  /** Rows more of the file that is being read. */
  add(file: LoadFile, rows: number): void;
  /** The file has been read to its end. */
  end(file: LoadFile): void;
}

/** Shares are of the whole load: checking is its first half, writing the second, each by bytes read. */
export function stepMeter(
  step: LoadProgress['step'],
  files: readonly LoadFile[],
  onProgress: (progress: LoadProgress) => void,
): StepMeter {
  const totalBytes = Math.max(
    1,
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const before = step === 'check' ? 0 : 0.5;
  let endedBytes = 0;
  let rows = 0;
  return {
    add({ file, bytes }, more) {
      rows += more;
      onProgress({
        step,
        file: file.path,
        rows,
        share: before + (endedBytes + bytes * file.progress()) / totalBytes / 2,
      });
    },
    end({ bytes }) {
      endedBytes += bytes;
    },
  };
}
