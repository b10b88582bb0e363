import type { HttpSettings } from './settings.ts';

/** What a status means; `rejected` is about what a row says. */
export type StatusMeaning = 'done' | 'throttled' | 'transient' | 'permanent' | 'rejected';

/** @param asked whether the answer says when to come again */
export function meaningOf(status: number, asked: boolean, statuses: HttpSettings['statuses']): StatusMeaning {
  if (status >= 200 && status < 300) return 'done';
  if (statuses.throttled.includes(status) || (status === 503 && asked)) return 'throttled';
  if (statuses.rejected.includes(status)) return 'rejected';
  if (statuses.transient.includes(status) || status >= 500) return 'transient';
  return 'permanent';
}
