import { nightOf } from '../activities/step-attempts.ts';

type Bindings = Readonly<Record<string, unknown>>;

/** What a task is cut by; a line without them is of the whole night. */
const SHARD = ['type', 'part', 'parts', 'range', 'from', 'to', 'model', 'scene', 'source', 'path'];

/** What every log line of a step names: the dictionary, the night, its run, the stage (the step), and the shard. */
export function bindingsOfTask(step: string, task: unknown): Bindings {
  const given = (typeof task === 'object' && task !== null ? task : {}) as Bindings;
  // What is written down of a night has its date and run, but not its dictionary.
  const night: Bindings | undefined = nightOf(given) ?? nightOf(given['record']);
  const shard = SHARD.flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]] as const]));
  return {
    stage: step,
    dictionary: night?.['dictionary'] ?? given['dictionary'],
    night: night?.['date'],
    run: night?.['run'],
    ...Object.fromEntries(shard),
  };
}

/** The same from the id of a night's workflow (domain/night.ts) or that of one of its dimensions; empty for any other. */
export function bindingsOfWorkflow(workflowId: unknown): Bindings {
  const [, dictionary, night, run, type] =
    /^night\/([^/]+)\/(\d{4}-\d\d-\d\d)(?:\/(\d+)\/(.+))?$/.exec(typeof workflowId === 'string' ? workflowId : '') ??
    [];
  if (dictionary === undefined) return {};
  return { dictionary, night, ...(run === undefined ? {} : { run: Number(run), type }) };
}
