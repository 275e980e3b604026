import { Mailbox } from '@pivotkit/entities';
import { dot, hostAt } from './find-hosts.ts';
import { iocOf, type FindContext, type Finding } from './finding.ts';

const local = String.raw`\w.%+-`;
const at = String.raw`(?:@|\[@\]|\(@\)|\[at\]|\(at\)|\{at\})`;
const letter = String.raw`\w\u00b7-\u1fff\u3040-\ud7ff-`;

const emailPattern = new RegExp(
  String.raw`(?<![${local}])([${local}]{1,64})(${at})([${letter}]{1,63}(?:${dot}[${letter}]{1,63}){1,126})`,
  'gi',
);

/** Mail addresses whose domain is a name of the public DNS. */
export function* findEmails(text: string, context: FindContext): IterableIterator<Finding> {
  if (!/@|[[({]at[\])}]/i.test(text)) return;
  for (const { 0: whole, 1: name = '', 2: sign = '', 3: written = '', index } of text.matchAll(emailPattern)) {
    const skipped = name.length - name.replace(/^[.%+-]+/, '').length;
    const domainAt = index + name.length + sign.length;
    const domain = hostAt(written, domainAt, { before: '', ...context }) ?? nameOf(written, domainAt, context);
    if (domain?.type !== 'dns' || skipped === name.length) continue;
    const observable = `${name.slice(skipped)}@${domain.observable}`;
    const found = { text: whole.slice(skipped, domain.start + domain.text.length - index), start: index + skipped };
    const entity = context.memo.read(Mailbox, observable);
    yield { ioc: iocOf({ type: 'email', ...found, observable, entity }), inner: () => [domain] };
  }
}

/** After the `@` a name is a name, even one that would be taken for a file elsewhere. */
function nameOf(written: string, start: number, context: FindContext): ReturnType<typeof hostAt> {
  const longer = hostAt(`x.${written}`, start - 2, { before: '', ...context });
  if (longer === undefined) return undefined;
  const observable = longer.observable.slice(2);
  return { ...longer, text: longer.text.slice(2), start, observable, key: longer.key?.slice(2) ?? observable };
}
