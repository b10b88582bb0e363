import type { RecordedHistory } from './history.ts';

/** Where the recorded home is said to have been. */
const NOWHERE = '/home/daybreak';

/** What a replay does not look at: traces of the machine and of the server's own bookkeeping. */
const UNNEEDED = new Set([
  'stackTrace',
  'requestId',
  'workerVersion',
  'historySizeBytes',
  'taskId',
  'meteringMetadata',
]);

/** A history without what belongs to the machine that recorded it: paths, process names, stacks. An event a line. */
export function historyText({ workflowId, events }: RecordedHistory, home: string): string {
  const lines = events.map((event) => JSON.stringify(withoutMachine(event, home)));
  return `{"workflowId":${JSON.stringify(workflowId)},"events":[\n${lines.join(',\n')}\n]}\n`;
}

function withoutMachine(value: unknown, home: string): unknown {
  if (typeof value === 'string') return value.replaceAll(home, NOWHERE);
  if (Array.isArray(value)) return value.map((item) => withoutMachine(item, home));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (UNNEEDED.has(key)) return [];
    if (key === 'identity') return [[key, 'daybreak']];
    if (key === 'data' && typeof inner === 'string') return [[key, payloadWithoutMachine(inner, home)]];
    // a sticky queue is named after the process
    if (key === 'taskQueue' && isSticky(inner)) return [[key, { ...inner, name: 'daybreak-sticky' }]];
    return [[key, withoutMachine(inner, home)]];
  });
  return Object.fromEntries(entries);
}

const isSticky = (queue: unknown): queue is { readonly kind: string } =>
  typeof queue === 'object' && queue !== null && 'kind' in queue && queue.kind === 'TASK_QUEUE_KIND_STICKY';

function payloadWithoutMachine(base64: string, home: string): string {
  const text = Buffer.from(base64, 'base64').toString();
  return Buffer.from(text.replaceAll(home, NOWHERE)).toString('base64');
}
