import { Command, InvalidArgumentError, Option } from 'commander';
import type { Client } from '@temporalio/client';
import { DaybreakError } from '../domain/errors.ts';
import { nightScheduleId } from '../domain/night-schedule.ts';
import { note, type CliContext } from './context.ts';
import { connectTemporal } from './night-client.ts';
import { findSchedule, keepSchedule, scheduleOf, type NightSchedule } from './schedule-client.ts';
import { scheduleText } from './schedule-text.ts';

const EXAMPLES = `
For a warehouse that sends no ready signal: begins the night of each date at this time, by the clock of the dictionary's time zone.
Sources of settings.yaml are still waited for. It acts while the stack is up (npx daybreak up); a night that was missed is made up
for within 12 hours. A time that the clocks skip in spring has no night that day.

Examples:
  npx daybreak schedule sample --at 04:00      every night at four; said again with another time, it moves
  npx daybreak schedule sample                 show it: when it acts next, what it began last
  npx daybreak schedule sample --pause
  npx daybreak schedule sample --resume
  npx daybreak schedule sample --remove
`;

interface ScheduleOptions {
  readonly at?: string;
  readonly pause?: true;
  readonly resume?: true;
  readonly remove?: true;
  readonly show?: true;
  readonly json?: true;
}

export function scheduleCommand(context: CliContext): Command {
  const others = (name: string): string[] => ['at', 'pause', 'resume', 'remove', 'show'].filter((one) => one !== name);
  const only = (option: Option): Option => option.conflicts(others(option.attributeName()));
  return new Command('schedule')
    .description('begin the night of a dictionary every day at a time, without a ready signal')
    .argument('<dictionary>', 'name of the dictionary')
    .addOption(only(new Option('--at <time>', 'when, HH:MM in the dictionary’s time zone').argParser(wallClock)))
    .addOption(only(new Option('--pause', 'begin no nights until --resume')))
    .addOption(only(new Option('--resume', 'begin nights again')))
    .addOption(only(new Option('--remove', 'remove the schedule; nights that run go on')))
    .addOption(only(new Option('--show', 'show the schedule; so does the command without options')))
    .option('--json', 'print the schedule as JSON, null where there is none')
    .addHelpText('after', EXAMPLES)
    .action(async (dictionary: string, options: ScheduleOptions) => {
      const { settings } = await context.ports().dictionaries.read(dictionary);
      const { time_zone: zone, deadline } = settings;
      if (options.at !== undefined && deadline !== undefined && options.at >= deadline)
        note(
          `Warning: ${options.at} is not before the deadline of ${dictionary}, ${deadline}: every night will be late`,
        );
      await context.withStack(async (stack) => {
        const client = await connectTemporal(stack.temporalAddress);
        const schedule = await changed(client, dictionary, zone, options);
        await client.connection.close();
        process.stdout.write(
          options.json ? `${JSON.stringify(schedule ?? null)}\n` : scheduleText(dictionary, schedule),
        );
        const idle = stack.startedByUs && schedule !== undefined && !schedule.paused;
        if (idle) note('no stack is up, so it does nothing yet: bring one up with npx daybreak up');
      });
    });
}

/** Does what was asked for. @returns the schedule as it is then; undefined when there is none. @throws USAGE where there is nothing to change */
async function changed(
  client: Client,
  dictionary: string,
  zone: string,
  { at, pause, resume, remove }: ScheduleOptions,
): Promise<NightSchedule | undefined> {
  if (at !== undefined) await keepSchedule(client, dictionary, { at, zone });
  const schedule = await findSchedule(client, dictionary);
  if (!schedule) {
    if (!pause && !resume && !remove) return undefined;
    throw new DaybreakError(
      'USAGE',
      `${dictionary} has no schedule (${nightScheduleId(dictionary)})`,
      `make one: npx daybreak schedule ${dictionary} --at 04:00`,
    );
  }
  const handle = scheduleOf(client, dictionary);
  if (pause) await handle.pause('paused by `daybreak schedule --pause`');
  if (resume) await handle.unpause('resumed by `daybreak schedule --resume`');
  if (remove) await handle.delete();
  return remove ? undefined : { ...schedule, paused: pause ?? (resume ? false : schedule.paused) };
}

function wallClock(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw new InvalidArgumentError('expected HH:MM, for example 04:00');
  return text;
}
