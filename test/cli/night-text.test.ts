import { expect, it } from 'vitest';
import { nightText } from '../../cli/night-text.ts';
import { sampleReport } from '../report/sample-report.ts';

it('says what the gates of a night warn of that let its scores pass, and nothing of those that found nothing', () => {
  const night = sampleReport();
  const [claim] = night.gates ?? [];
  const text = nightText(night, '/runs/3', night.gates ?? []);
  expect(text).toContain(
    '  gate             claim: 1 warning, the first: user.login_01_SUM_7d has drifted by 0.31 against the last 7 good nights; all are in the report\n',
  );
  expect(text.match(/^ {2}gate /gm)).toHaveLength(1);
  expect(text).toContain('61,033 written, 35,389 unchanged; one for each opportunity, scene and model\n');
  const worst = { ...claim!, results: claim!.results.map((result) => ({ ...result, state: 'hold' as const })) };
  expect(nightText(night, '/runs/3', [worst])).toContain(`claim: ${worst.results.length} warnings, the first`);
  expect(nightText(night, '/runs/3', [{ ...worst, outcome: 'held' }])).not.toMatch(/^ {2}gate /m);
  const quiet = { ...claim!, results: claim!.results.filter(({ state }) => state !== 'warn') };
  expect(nightText(night, '/runs/3', [quiet])).not.toMatch(/^ {2}gate /m);
});
