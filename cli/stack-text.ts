import { counted } from '../domain/counted.ts';
import type { StackStatus } from '../infra/stack-status.ts';

const HEADLINES = {
  down: 'The local stack is down. `npx daybreak up` brings it up.',
  starting: 'The local stack is starting.',
  ending: 'The local stack is ending.',
  died: 'The supervisor of the local stack was killed. `npx daybreak down` cleans up after it, the next command starts it again.',
} satisfies Partial<Record<StackStatus['state'], string>>;

const UP = {
  stay: 'The local stack is up until `npx daybreak down`.',
  auto: 'The local stack is up for as long as a command needs it.',
};

function processText({ name, pid, restarts, alive }: StackStatus['processes'][number]): string {
  const life = alive ? `process ${pid}` : 'not running';
  return `  ${name.padEnd(21)}${life}${restarts === 0 ? '' : `, started again ${counted(restarts, 'time')}`}`;
}

function storesText({ hbase, hdfs }: NonNullable<StackStatus['stores']>): string[] {
  const rows = `${hbase.registry.join(', ')}, namespace ${hbase.namespace}`;
  const files = `${hdfs.namenodes.join(', ')}, folder ${hdfs.folder} of ${hdfs.user}`;
  return [`  ${'HBase'.padEnd(21)}${rows}`, `  ${'HDFS'.padEnd(21)}${files}`];
}

/** What runs and where it is found, for a person. */
export function stackText(status: StackStatus): string {
  const { state, mode, temporal, ui, temporalFrom, stores, startedAt, processes, metrics, logs } = status;
  const lines = [
    state === 'up' ? UP[mode ?? 'auto'] : HEADLINES[state],
    ...(ui === null ? [] : [`  ${'Temporal UI'.padEnd(21)}${ui}`]),
    ...(temporal === null ? [] : [`  ${'Temporal'.padEnd(21)}${temporal} (${temporalFrom ?? 'of unknown origin'})`]),
    ...(stores === null ? [] : storesText(stores)),
    ...processes.map(processText),
    ...metrics.map(({ url }) => `  ${'metrics'.padEnd(21)}${url}`),
    ...(startedAt === null ? [] : [`  ${'since'.padEnd(21)}${startedAt}`, `  ${'logs'.padEnd(21)}${logs}`]),
  ];
  return `${lines.join('\n')}\n`;
}
