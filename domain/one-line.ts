const LONGEST_QUOTE = 80;

/** What a person wrote, short enough to stand inside a sentence. */
export const shortened = (text: string): string =>
  text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;

/** A sentence on one line: what it quotes may hold line breaks and terminal codes. */
export const oneLine = (sentence: string): string => sentence.replaceAll(/[\s\p{C}]+/gu, ' ');
