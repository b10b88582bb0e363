import type { FieldValues } from '../../domain/push-receipt.ts';
import type { Decision } from './decide-row.ts';

export type Write = Extract<Decision, { act: 'write' }>;

/** What became of a row, for good. `differing`: it was read again and was not as it was written. `unread`: what stands there where the CRM did not store what it said, or what would. */
export type End =
  | {
      readonly state: 'delivered';
      readonly values: FieldValues;
      readonly found: boolean;
      readonly readBack: boolean;
      readonly unread?: FieldValues;
    }
  /** A person's values stand; `values` are those of the other fields that are known to be there. */
  | {
      readonly state: 'edited';
      readonly edited: FieldValues;
      readonly values: FieldValues;
      readonly differing?: true;
      readonly unread?: FieldValues;
    }
  | { readonly state: 'missing' }
  | {
      readonly state: 'dead';
      readonly reason: string;
      readonly differing?: true;
      readonly unread?: FieldValues;
    };

export const MISSING = 'the CRM has no record of this opportunity';
