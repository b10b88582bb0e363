import { jsonOf } from '../web-call.ts';

const MOST_CHARACTERS = 300;
const USUAL_PLACES = ['message', 'error', 'detail', 'title', 'error_description', 'reason'];

/** What an answer says went wrong, in a few words: a message where one usually is, else the beginning of it all. */
export function answerText(text: string): string {
  const said = messageIn(jsonOf(text)) ?? text.replace(/<[^>]*>/g, ' ');
  const plain = said.replace(/\s+/g, ' ').trim();
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}…` : plain;
}

function messageIn(json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json !== 'object' || json === null) return undefined;
  const inside = json as Record<string, unknown>;
  for (const place of USUAL_PLACES) {
    const said = messageIn(inside[place]);
    if (said !== undefined) return said;
  }
  return messageIn(Array.isArray(json) ? json[0] : inside['errors']);
}
