import { Command } from 'commander';
import { checkCommand } from './dictionary-check.ts';
import type { DictionaryContext } from './dictionary-context.ts';
import { lockCommand } from './dictionary-lock.ts';
import { searchCommand } from './dictionary-search.ts';
import { showCommand } from './dictionary-show.ts';

const EXAMPLES = `
Examples:
  npx daybreak dictionary check sample                   what is wrong or odd, before the night finds it
  npx daybreak dictionary lock sample                    give new features their columns now
  npx daybreak dictionary show sample user.login_SUM_7d  a feature in words
  npx daybreak dictionary search sample "time talked"    find features
`;

export function dictionaryCommand(context: DictionaryContext): Command {
  return new Command('dictionary')
    .description('check a dictionary, give its features columns, look features up')
    .addHelpText('after', EXAMPLES)
    .addCommand(checkCommand(context))
    .addCommand(lockCommand(context))
    .addCommand(showCommand(context))
    .addCommand(searchCommand(context));
}
