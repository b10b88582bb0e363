import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

/** What workflows of a dictionary are found by in the Temporal UI. */
export const keyword = (name: 'RunDate' | 'Dictionary' | 'RunKind' | 'Scene', value: string): SearchAttributePair => ({
  key: defineSearchAttributeKey(name, 'KEYWORD'),
  value,
});
