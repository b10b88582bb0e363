import type { NightSchedule } from './schedule-client.ts';

/** A schedule for a person; times by the clock of its zone. */
export function scheduleText(dictionary: string, schedule: NightSchedule | undefined): string {
  if (!schedule) return `${dictionary} has no schedule; make one: npx daybreak schedule ${dictionary} --at 04:00\n`;
  const { at, zone, paused, next, last } = schedule;
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const lines = [
    `nights of ${dictionary} begin at ${at} in ${zone}${paused ? '; PAUSED: npx daybreak schedule ' + dictionary + ' --resume' : ''}`,
    ...(paused ? [] : next.map((time, i) => `  ${i === 0 ? 'next' : '    '}  ${local.format(new Date(time))}`)),
    ...last.map(
      ({ due, workflowId }, i) => `  ${i === 0 ? 'last' : '    '}  ${local.format(new Date(due))}  ${workflowId}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
