type Bindings = Readonly<Record<string, unknown>>;

/** What a task is cut by; a line without them is of the whole night. */
const SHARD = ['type', 'part', 'parts', 'range', 'from', 'to', 'model', 'scene', 'source', 'path'];

/** What every log line of a step names: the dictionary, the night, its run, the stage (the step), and the shard. */
export function bindingsOfTask(step: string, task: unknown): Bindings {
  const given = (typeof task === 'object' && task !== null ? task : {}) as Bindings;
  const { run, result, record } = given;
  // some steps are given a run itself, others a result or a record of one
  const night = [run, (result as Bindings | undefined)?.['run'], record, given].find(
    (candidate) => typeof candidate === 'object' && candidate !== null && 'date' in candidate,
  ) as Bindings | undefined;
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
