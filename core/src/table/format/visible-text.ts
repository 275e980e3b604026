/** Characters that act instead of being seen: control codes of both sets, line separators, changes of direction. */
// oxlint-disable-next-line no-control-regex
const acting = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with everything that could act on a terminal shown as a sign instead: ESC as ␛, a line feed as ␊. */
export const visibleText = (text: string): string => text.replaceAll(acting, signOf);

function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
