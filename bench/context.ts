import type { PeerPackages } from './engine/peer-packages.ts';

/** What every suite is given. `folder` is its to fill; it is removed at the end. */
export interface BenchContext {
  readonly size: 'small' | 'full';
  readonly threads: number;
  readonly folder: string;
  readonly packages: PeerPackages;
  /** Folders of real drops, also of such that are not there. */
  readonly drops: readonly string[];
  readonly say: (line: string) => void;
}
