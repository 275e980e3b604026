import { Mailbox, refang } from '@pivotkit/entities';
import { dot, hostAt } from './find-hosts.ts';
import { iocOf, type Finding, type FindOptions } from './finding.ts';

const local = String.raw`\w.%+-`;
const at = String.raw`(?:@|\[@\]|\(@\)|\[at\]|\(at\)|\{at\})`;
const letter = String.raw`\w\u00b7-\u1fff\u3040-\ud7ff-`;

const emailPattern = new RegExp(
  String.raw`(?<![${local}])([${local}]{1,64})(${at})([${letter}]{1,63}(?:${dot}[${letter}]{1,63}){1,126})`,
  'gi',
);

/** Mail addresses whose domain is a name of the public DNS. */
export function findEmails(text: string, options: FindOptions): Finding[] {
  if (!/@|[[({]at[\])}]/i.test(text)) return [];
  return Array.from(text.matchAll(emailPattern)).flatMap((match) => {
    const { 0: whole, 1: name = '', 2: sign = '', 3: written = '' } = match;
    const skipped = name.length - name.replace(/^[.%+-]+/, '').length;
    const domainAt = match.index + name.length + sign.length;
    const domain = hostAt(written, domainAt, { before: '', ...options }) ?? nameOf(written, domainAt, options);
    if (domain?.type !== 'dns' || skipped === name.length) return [];
    const length = domain.start + domain.text.length - match.index;
    const text = whole.slice(skipped, length);
    const plain = `${name.slice(skipped)}@${domain.observable}`;
    const parsed = Mailbox.parse(refang(plain));
    const entity = parsed.ok ? parsed.value : undefined;
    const start = match.index + skipped;
    return { ioc: iocOf({ type: 'email', text, start, observable: plain, entity }), inner: () => [domain] };
  });
}

/** After the `@` a name is a name, even one that would be taken for a file elsewhere. */
function nameOf(written: string, start: number, options: FindOptions): ReturnType<typeof hostAt> {
  const longer = hostAt(`x.${written}`, start - 2, { before: '', ...options });
  if (longer === undefined) return undefined;
  const observable = longer.observable.slice(2);
  return { ...longer, text: longer.text.slice(2), start, observable, key: longer.key?.slice(2) ?? observable };
}
