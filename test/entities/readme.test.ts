import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EntityClass } from '@pivotkit/entities';
import { entityClasses, findEntityClass } from '@pivotkit/entities';
import { example } from './readme-example.ts';

const here = import.meta.dirname;
const sources = join(here, '../../entities/src');
const readmeFile = join(here, '../../entities/README.md');

/** Texts that show how a kind is read; the key is computed. */
const texts: Record<string, string> = {
  IpAddress: '[::ffff:8[.]8.8.8]:53',
  Dns: 'WWW.Bücher[.]ch.',
  Url: 'hxxp://Evil[.]com:80/A#b',
  FileHash: 'MD5:D41D8CD98F00B204E9800998ECF8427E',
  GeoLocation: 'geo:47.6,-122.3',
  Mailbox: 'Bob <Bob[at]evil[.]com>',
  NetworkConnection: 'TCP 10.0.0.1:50000 → 8.8.8.8:53',
  Host: 'SRV01.contoso.com',
  Account: 'CONTOSO\\Bob',
  File: 'C:/Windows/CMD.EXE',
  Process: 'cmd.exe /c "DIR"',
  RegistryKey: 'HKLM:\\SOFTWARE\\Run',
  RegistryValue: 'HKLM\\SOFTWARE\\Run|Evil',
  AutonomousSystem: 'ASN 64496',
  AzureResource: '/subscriptions/A/resourceGroups/RG',
};

const common = ['original', 'marking', 'additionalData'];

/** What the class's comment says after “Key:”, up to the end of the sentence. */
function keyRule(kind: string): string {
  for (const file of readdirSync(sources).filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(join(sources, file), 'utf8');
    if (!source.includes(`defineEntity({\n  kind: '${kind}'`)) continue;
    const comments = source.match(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*export class /g) ?? [];
    const text = comments.join(' ').replaceAll(/\s*\n\s*\*\s?/g, ' ');
    return /Key: (.+?)\.(?= [A-Z“]|\s*\*?\/)/.exec(text)?.[1] ?? '';
  }
  return '';
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => `\`${cell(text)}\``;

function fromText(cls: EntityClass): string {
  const text = texts[cls.kind];
  return text === undefined ? '' : `${code(text)} → ${code(cls.create(text).key)}`;
}

function row(cls: EntityClass): string {
  const aliases = cls.aliases.filter((alias) => alias !== cls.kind.toLowerCase());
  const attributes = cls.attributeNames.filter((name) => !common.includes(name));
  return [
    '',
    `**${cls.kind}**${aliases.length === 0 ? '' : ` (${aliases.join(', ')})`}`,
    attributes.map((name) => (name === cls.primary ? `**${name}**` : name)).join(', '),
    cell(keyRule(cls.kind)),
    fromText(cls),
    '',
  ]
    .join(' | ')
    .trim();
}

function kindsTable(): string {
  const head = ['| kind (other names) | attributes | key | from text |', '| --- | --- | --- | --- |'];
  const classes = [...entityClasses()].sort((left, right) => (left.kind < right.kind ? -1 : 1));
  return [...head, ...classes.map(row)].join('\n');
}

function between(text: string, mark: string, content: string): string {
  const [start, end] = [`<!-- ${mark}:start -->`, `<!-- ${mark}:end -->`];
  return text.replace(new RegExp(`(${start})[\\s\\S]*(${end})`), () => `${start}\n\n${content}\n\n${end}`);
}

// `npx vitest run test/entities/readme.test.ts -u` writes them anew.
test('the tables of the README are those of the code', async () => {
  const readme = readFileSync(readmeFile, 'utf8');
  const source = readFileSync(join(here, 'readme-example.ts'), 'utf8').trim();
  const written = between(between(readme, 'kinds', kindsTable()), 'example', `\`\`\`ts\n${source}\n\`\`\``);
  await expect(written).toMatchFileSnapshot(readmeFile);
});

test('the example of the README says what is true', () => {
  const source = readFileSync(join(here, 'readme-example.ts'), 'utf8');
  const said = [...source.matchAll(/, \/\/ (.+)$/gm)].map(([, value = '']) => value);
  const shown = example().map((value) => (typeof value === 'string' ? `'${value}'` : String(value)));
  expect(shown).toEqual(said);
});

test('every kind says what its key is, and is found by its names', () => {
  for (const cls of entityClasses()) {
    expect(keyRule(cls.kind), cls.kind).not.toBe('');
    for (const alias of cls.aliases) expect(findEntityClass(alias)).toBe(cls);
  }
});
