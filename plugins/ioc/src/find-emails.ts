import { Mailbox } from '@pivotkit/entities';
import { dot, hostAt } from './find-hosts.ts';
import { iocOf, matchesOf, type FindContext, type Finder, type Finding } from './finding.ts';
import { sign } from './signs.ts';
import type { Ioc } from './types.ts';

const local = String.raw`\w.%+-`;
const at = String.raw`(?:@|\[@\]|\(@\)|\[at\]|\(at\)|\{at\})`;
const letter = String.raw`\w\u00b7-\u1fff\u3040-\ud7ff-`;

const emailPattern = new RegExp(
  String.raw`(?<![${local}])([${local}]{1,64})(${at})([${letter}]{1,63}(?:${dot}[${letter}]{1,63}){1,126})`,
  'gi',
);

/** Mail addresses whose domain is a name of the public DNS. */
export const emails: Finder = {
  sign: sign.email,
  find: (text, context) => matchesOf(text, emailPattern).flatMap((match) => emailOf(match, context)),
};

function emailOf(
  { 0: whole, 1: name = '', 2: mark = '', 3: written = '', index }: RegExpExecArray,
  context: FindContext,
): readonly Finding[] {
  const skipped = name.length - name.replace(/^[.%+-]+/, '').length;
  const domainAt = index + name.length + mark.length;
  const domain = hostAt(written, domainAt, context) ?? nameOf(written, domainAt, context);
  if (domain?.type !== 'dns' || skipped === name.length) return [];
  const observable = `${name.slice(skipped)}@${domain.observable}`;
  const found = { text: whole.slice(skipped, domain.start + domain.text.length - index), start: index + skipped };
  const entity = context.memo.read(Mailbox, observable);
  return [{ ioc: iocOf({ type: 'email', ...found, observable, entity }), inner: () => [domain] }];
}

/** After the `@` a name is a name, even one that would be taken for a file elsewhere. */
function nameOf(written: string, start: number, context: FindContext): Ioc | undefined {
  const longer = hostAt(`x.${written}`, start - 2, context);
  if (longer === undefined) return undefined;
  const observable = longer.observable.slice(2);
  return { ...longer, text: longer.text.slice(2), start, observable, key: longer.key?.slice(2) ?? observable };
}
