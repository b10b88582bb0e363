const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;

/** Columns of a terminal that a text takes: Chinese, Japanese and Korean characters take two. */
export const displayWidth = (text: string): number =>
  Array.from(text).reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);

/** How wide output for people is: as wide as the terminal, within what reads well. */
export const outputWidth = (columns: number | undefined): number => Math.min(120, Math.max(80, columns ?? 100));

/** Lines of at most `width` columns, broken at blanks and between wide characters; a longer word keeps a line for itself. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A wide character or a run of others, with the blanks after it.
  for (const piece of text.match(new RegExp(`(?:${WIDE.source}|(?:(?!${WIDE.source})\\S)+)\\s*`, 'gu')) ?? []) {
    if (line !== '' && displayWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()];
}

/** `label` in a column of its own, the text beside it, each of its lines wrapped. */
export function labelled(label: string, text: string, labelWidth: number, width: number): string {
  const paragraphs = text.split('\n').flatMap((paragraph) => wrap(paragraph, width - labelWidth - 2));
  const indent = ' '.repeat(labelWidth + 2);
  const padded = label + ' '.repeat(Math.max(0, labelWidth - displayWidth(label)) + 2);
  return `${padded}${paragraphs.join(`\n${indent}`)}\n`;
}
