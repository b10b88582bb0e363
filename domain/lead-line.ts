import type { FieldValues } from './push-receipt.ts';

/** A line of a run's leads file (NDJSON): one opportunity of a scene and what the CRM is to get of it. */
export interface LeadLine {
  readonly id: string;
  /** By the field's name in the settings. Where `changed` is false, reasons are left out: they were not made. */
  readonly values: FieldValues;
  /** Whether a number moved beyond its band since the CRM acknowledged the lead, or the CRM never did. */
  readonly changed: boolean;
}

export const leadLineText = (line: LeadLine): string => `${JSON.stringify(line)}\n`;
