import { z } from 'zod';
import { parseCondition } from './condition.ts';

/** A condition on an attribute, as settings have it. @param example what a message shows */
export const conditionSchema = (example: string): z.ZodString =>
  z.string().refine((text) => parseCondition(text)?.attr !== undefined, {
    message: `expected a condition on an attribute, for example ${example}`,
  });
