import { z } from 'zod';
import { isDoubled, OPERATORS, parseCondition } from './condition.ts';

/** A condition on an attribute, as settings have it. @param example what a message shows */
export const conditionSchema = (example: string): z.ZodString =>
  z.string().superRefine((text, context) => {
    const condition = parseCondition(text);
    if (condition?.attr === undefined) context.addIssue(`expected a condition on an attribute, for example ${example}`);
    else if (isDoubled(condition))
      context.addIssue(`expected one operator out of ${OPERATORS.join(' ')}, for example ${example}`);
  });
