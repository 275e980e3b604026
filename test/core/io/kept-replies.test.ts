import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearReplies, folderOfReplies, listReplies } from '../../../core/src/io/kept-replies.ts';
import { silentLog } from '../../../core/src/io/log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-replies-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const url = 'https://lists.example.com/names.txt';
const repliesOf = (plugin: string, credential = 'none') => folderOfReplies(folder, { plugin, credential }, silentLog);

test('a reply is that of one plugin and one account', async () => {
  const owners = [repliesOf('a'), repliesOf('b'), repliesOf('a', 'account 1'), repliesOf('a', 'account 2')];
  for (const [i, replies] of owners.entries()) await replies.keep({ url, checkedAtMs: i, text: `list ${i}` });
  const read = await Promise.all(owners.map(async (replies) => (await replies.read(url))?.text));
  expect(read).toEqual(['list 0', 'list 1', 'list 2', 'list 3']);
  expect(await repliesOf('c').read(url)).toBeUndefined();
  expect(await repliesOf('a', 'account 3').read(url)).toBeUndefined();
});

test('under the name of another’s file it is none', async () => {
  await repliesOf('a').keep({ url, checkedAtMs: 0, text: 'a' });
  const [mine = ''] = readdirSync(join(folder, 'lists'));
  await repliesOf('b').keep({ url, checkedAtMs: 0, text: 'b' });
  const [theirs = ''] = readdirSync(join(folder, 'lists')).filter((name) => name !== mine);
  rmSync(join(folder, 'lists', mine));
  renameSync(join(folder, 'lists', theirs), join(folder, 'lists', mine));
  expect(await repliesOf('a').read(url)).toBeUndefined();
});

test('what is kept is listed, and let go of by plugin and age', async () => {
  expect(await listReplies(folder)).toEqual([]);
  await repliesOf('a').keep({ url, checkedAtMs: 100, text: 'a list' });
  await repliesOf('a', 'account').keep({ url, checkedAtMs: 200, text: 'a list' });
  await repliesOf('b').keep({ url, checkedAtMs: 300, text: 'a list' });
  writeFileSync(join(folder, 'lists', 'unfinished.part'), '{"url":');
  const listed = (await listReplies(folder)).map(({ plugin, checkedAtMs }) => [plugin, checkedAtMs]);
  expect(new Set(listed.map(String))).toEqual(new Set(['a,100', 'a,200', 'b,300', ',']));
  expect(listed).toHaveLength(4);
  expect((await listReplies(folder)).every(({ bytes }) => bytes > 0)).toBe(true);

  expect(await clearReplies(folder, { plugin: 'c' })).toBe(0);
  expect(await clearReplies(folder, { beforeMs: 100 })).toBe(0);
  expect(await clearReplies(folder, { plugin: 'a', beforeMs: 200 })).toBe(1);
  expect(await repliesOf('a').read(url)).toBeUndefined();
  expect((await repliesOf('a', 'account').read(url))?.checkedAtMs).toBe(200);
  expect(await clearReplies(folder)).toBe(3);
  expect(readdirSync(join(folder, 'lists'))).toEqual([]);
});
