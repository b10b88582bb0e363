import { z } from 'zod';

const onThisMachine = ['127.0.0.1', 'localhost', '[::1]'];

/** The address of a CRM, without a slash at its end. Never plain http to another machine: the login goes along. */
export const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine((text) => text.startsWith('https:') || onThisMachine.includes(new URL(text).hostname), {
    message: 'expected an https address',
  })
  .transform((text) => text.replace(/\/+$/, ''));
