import type { z } from 'zod';
import { DaybreakError } from '../domain/errors.ts';

/** `crm.connection` as the adapter's schema says it. @throws DaybreakError SETTINGS_INVALID naming every key that is wrong */
export function connectionOf<T>(schema: z.ZodType<T>, connection: unknown, adapter: string): T {
  const parsed = schema.safeParse(connection);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `${['crm', 'connection', ...issue.path.map(String)].join('.')}: ${issue.message}`,
  );
  throw new DaybreakError(
    'SETTINGS_INVALID',
    `the ${adapter} CRM cannot be opened with these settings: ${problems.join('; ')}`,
    'correct settings.yaml; docs/crm.md says what the adapter takes',
  );
}
