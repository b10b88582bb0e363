import { DaybreakError } from '../../domain/errors.ts';

export const modelInvalid = (message: string, cause?: unknown): DaybreakError =>
  new DaybreakError(
    'MODEL_INVALID',
    message,
    "export the model again and make its manifest.json say the same as the model's graph",
    cause,
  );
