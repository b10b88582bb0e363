import type { Call } from './calls.ts';
import type { Random } from './random.ts';

export type Stage = 'new' | 'contacted' | 'quoted' | 'negotiating' | 'dormant';

/** Where a day's calls bring a sale: talking moves it on, silence lets it fall asleep. */
export function nextStage(random: Random, stage: Stage, calls: readonly Call[]): Stage {
  const talked = Math.max(0, ...calls.map(({ seconds }) => seconds ?? 0));
  if (talked === 0) return stage !== 'new' && random.chance(0.008) ? 'dormant' : stage;
  switch (stage) {
    case 'new':
    case 'dormant':
      return 'contacted';
    case 'contacted':
      return talked >= 60 && random.chance(0.5) ? 'quoted' : stage;
    case 'quoted':
      return talked >= 90 && random.chance(0.4) ? 'negotiating' : stage;
    case 'negotiating':
      return random.chance(0.1) ? 'quoted' : stage;
  }
}
