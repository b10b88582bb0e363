import { counted, grouped } from '../domain/counted.ts';
import { oneLine } from '../domain/one-line.ts';
import type { PushAction, ScenePushRequest } from '../domain/push-request.ts';
import type { PushResult } from '../domain/push-result.ts';

interface PushedNight {
  readonly dictionary: string;
  readonly date: string;
}

/** `claim: 1,203 delivered, 40 unchanged, 2 dead letters`: what became of a scene's leads in the CRM. */
export function pushLine(result: PushResult, night: PushedNight, action: PushAction = 'push'): string {
  const { scene, edited, dead, suppressed, newer = 0, differing, stopped } = result;
  const parts = [
    ...doneText(result, action),
    ...(edited > 0 ? [`${grouped(edited)} edited by people and kept`] : []),
    ...(suppressed > 0 ? [`${grouped(suppressed)} suppressed`] : []),
    ...(newer > 0 ? [newerText(newer, scene, night)] : []),
    ...(differing > 0 ? [`${grouped(differing)} not as delivered when read back`] : []),
    ...(dead > 0 ? [counted(dead, 'dead letter')] : []),
    ...(stopped === undefined ? [] : [`it would stop: ${stopped}`]),
  ];
  const look =
    dead > 0 && action !== 'dry-run'
      ? ` (npx daybreak push status ${night.dictionary} --date ${night.date} --scene ${scene} --dead)`
      : '';
  return `${scene}: ${parts.join(', ')}${look}`;
}

const newerText = (newer: number, scene: string, { dictionary, date }: PushedNight): string =>
  `${grouped(newer)} left as a newer night wrote them (npx daybreak push ${dictionary} --date ${date} --scene ${scene} --older writes over them)`;

function doneText(result: PushResult, action: PushAction): string[] {
  const { changed, same, delivered, found, edited, dead, suppressed, calls } = result;
  switch (action) {
    case 'dry-run': {
      const before = delivered + found;
      return [
        `${grouped(changed - before - edited - suppressed - dead)} would be written`,
        `${grouped(same + before)} unchanged`,
      ];
    }
    case 'undo':
      return [`${grouped(delivered)} restored`];
    case 'retry':
      return [
        changed === 0 ? 'there was no dead letter among the leads of that night' : `${grouped(delivered)} delivered`,
      ];
    case 'push':
    case 'shadow':
      return [
        delivered > 0 && calls === 0 ? `${grouped(delivered)} delivered before` : `${grouped(delivered)} delivered`,
        `${grouped(same)} unchanged`,
      ];
  }
}

/** Scenes after each other, each with the first rows that failed and what it cost. */
export function pushesText(requests: readonly ScenePushRequest[], results: readonly PushResult[]): string {
  if (results.length === 0) return 'no scene of this night is written into a CRM\n';
  return results
    .flatMap((result, i) => {
      const request = requests[i];
      if (!request) return [];
      const { dictionary, date, run } = request.run;
      const again = result.callsAgain > 0 ? `, ${grouped(result.callsAgain)} of them again` : '';
      return [
        `${dictionary} ${date}, run ${run}, ${pushLine(result, request.run, request.action)}`,
        ...result.examples.map(({ id, reason }) => `  ${id}: ${oneLine(reason)}`),
        `  ${counted(result.calls, 'call')}${again}; ${grouped(result.readBack)} read back and compared`,
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}
