import { Command } from 'commander';
import type { CliContext } from './context.ts';
import { pushAgainCommand } from './push-again.ts';
import { pushCheckCommand } from './push-check.ts';
import { pushRetryCommand } from './push-retry.ts';

import { pushStatusCommand } from './push-status.ts';
import { pushUndoCommand } from './push-undo.ts';

const EXAMPLES = `
Examples:
  npx daybreak push shop --date 2026-03-02                                a sealed night, as the settings say now
  npx daybreak push status shop --date 2026-03-02 --dead                  what the CRM refused, and why
  npx daybreak push retry shop --date 2026-03-02                          the dead letters again
  npx daybreak push undo shop --date 2026-03-02 --because "too early"     what stood there before
  npx daybreak push check shop                                            will the CRM take the scores?
`;

export function pushCommand(context: CliContext): Command {
  return new Command('push')
    .description('the leads of sealed nights in your CRM: write, look, try again, take back')
    .addHelpText('after', EXAMPLES)
    .addCommand(pushAgainCommand(context), { isDefault: true })
    .addCommand(pushStatusCommand(context))
    .addCommand(pushRetryCommand(context))
    .addCommand(pushUndoCommand(context))
    .addCommand(pushCheckCommand(context));
}
