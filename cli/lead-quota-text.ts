import { counted } from '../domain/counted.ts';
import type { SceneQuota } from '../domain/lead-quota.ts';
import { leadTable } from './lead-table.ts';

/** A table a scene, the pools below one another. */
export const quotasText = (quotas: readonly SceneQuota[]): string => quotas.map(quotaText).join('\n');

function quotaText({ scene, by, score, date, run, leads, pools }: SceneQuota): string {
  const title = `scene ${scene}: the best of ${counted(leads, 'lead')} by ${score}, for each ${by}; scores of ${date} run ${run}`;
  if (pools.length === 0) return `${title}\nno lead has ${by.startsWith('attrs.') ? by : `a ${by} linked to it`}\n`;
  const why = pools.some(({ leads: own }) => own.some(({ reasons }) => reasons !== undefined));
  const table = leadTable([by, '', 'opportunity', 'score'], why);
  for (const { pool, leads: own } of pools) {
    for (const { rank, opportunityId, score: value, reasons = '' } of own)
      table.push([rank === 1 ? pool : '', rank, opportunityId, value.toFixed(4), ...(why ? [reasons] : [])]);
  }
  return `${title}\n${table.toString()}\n`;
}
