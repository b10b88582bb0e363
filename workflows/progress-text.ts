import { clockText } from '../domain/clock-text.ts';
import type { Forecast } from '../domain/budget.ts';
import type { NightProgress } from '../domain/progress.ts';

/** Where a night stands, as Markdown for the details in the Temporal UI. */
export function detailsOf(progress: NightProgress): string {
  const { stage, doing, done, planned, waitingFor, held = [], decisions = [], troubles = [] } = progress;
  return [
    `**${stage}**: ${doing}${planned > 0 ? ` (${done} of ${planned})` : ''}`,
    waitingFor.length > 0 ? `waiting for: ${waitingFor.join(', ')}` : '',
    ...held.map((scene) => `**the push is held**: ${scene}`),
    ...decisions.map((decision) => `**decided**: ${decision}`),
    deadlineText(progress),
    progress.forecast && stage !== 'done' ? forecastText(progress.forecast, progress.timeZone) : '',
    ...troubles.map((trouble) => `**trouble**: ${trouble}`),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

const deadlineText = ({ deadlineMs, timeZone, late }: NightProgress): string =>
  deadlineMs === undefined
    ? ''
    : `deadline ${clockText(deadlineMs, timeZone)}${late ? ', **passed: the night is late**' : ''}`;

function forecastText(
  { expectedEndMs, headroomMs, overBudget, nights }: Forecast,
  timeZone: string | undefined,
): string {
  const minutes = (ms: number): string => `${Math.round(Math.abs(ms) / 60_000)} min`;
  const headroom =
    headroomMs === undefined
      ? ''
      : headroomMs < 0
        ? `, **${minutes(headroomMs)} after the deadline**`
        : `, ${minutes(headroomMs)} before the deadline`;
  const over = overBudget === undefined ? '' : `; ${overBudget} takes longer than usual`;
  return `expected to end ${clockText(expectedEndMs, timeZone)}${headroom} (by ${nights} past night${nights === 1 ? '' : 's'})${over}`;
}
