import { DaybreakError } from '../../domain/errors.ts';
import type { ScenePushed } from './push-task.ts';

/** A push that asks for a person. */
export const stopped = (
  { run, scene }: ScenePushed,
  why: string,
  example?: { readonly id: string; readonly reason: string },
): DaybreakError =>
  new DaybreakError(
    'CRM_STOPPED',
    `the push of ${scene} of ${run.date} stopped itself: ${why}${example ? `; for example ${example.id}: ${example.reason}` : ''}`,
    'look at `daybreak push status`; mend it and push again (what failed goes with `daybreak push retry`), or raise the limit under crm.push in settings.yaml',
  );
