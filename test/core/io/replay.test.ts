import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReplay, offlineTransport } from '../../../core/src/io/replay.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pivotkit-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;

function record(file: string, content: unknown): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
}

const reply = (url: string, response: object = {}, request: object = {}): object => ({
  request: { method: 'GET', url, ...request },
  response: { status: 200, ...response },
});

async function ask(url: string, request: object = {}): Promise<string> {
  const transport = await createReplay(folder);
  return (await transport({ url: new URL(url), signal, ...request })).text;
}

describe('a recorded reply', () => {
  test('comes back with status, headers and body', async () => {
    record('a.json', reply('https://h.example/x', { status: 404, headers: { 'X-A': '1' }, body: { no: true } }));
    const transport = await createReplay(folder);
    const answer = await transport({ url: new URL('https://h.example/x'), signal });
    expect(answer).toEqual({ status: 404, headers: { 'x-a': '1' }, text: '{"no":true}' });
  });

  test.each([
    ['as text', { bodyText: '<html>' }, '<html>'],
    ['none', {}, ''],
    ['null', { body: null }, 'null'],
  ])('body: %s', async (_, response, expected) => {
    record('a.json', reply('https://h.example/x', response));
    expect(await ask('https://h.example/x')).toBe(expected);
  });

  test('is found in folders below, other files are left alone', async () => {
    record('deep/er/a.json', reply('https://h.example/x', { bodyText: 'deep' }));
    record('README.md', 'not a reply');
    expect(await ask('https://h.example/x')).toBe('deep');
  });
});

describe('what is the same request', () => {
  test.each([
    ['colons raw or encoded', 'https://h.example/ip/2606:4700::1', 'https://h.example/ip/2606%3A4700%3A%3A1'],
    ['letters encoded for nothing', 'https://h.example/a-b', 'https://h.example/%61-b'],
    ['parameters in another order', 'https://h.example/?a=1&b=2&a=0', 'https://h.example/?a=0&b=2&a=1'],
    ['a space as + or %20', 'https://h.example/?q=a+b', 'https://h.example/?q=a%20b'],
    ['the default port', 'https://h.example:443/', 'https://h.example/'],
    ['broken percent-encoding', 'https://h.example/%zz', 'https://h.example/%zz'],
  ])('%s', async (_, recorded, asked) => {
    record('a.json', reply(recorded, { bodyText: 'yes' }));
    expect(await ask(asked)).toBe('yes');
  });

  test.each([
    ['an encoded slash is no border of a segment', 'https://h.example/a/b', 'https://h.example/a%2Fb', {}],
    ['another host', 'https://h.example/x', 'https://i.example/x', {}],
    ['another scheme', 'https://h.example/x', 'http://h.example/x', {}],
    ['another parameter', 'https://h.example/x?a=1', 'https://h.example/x?a=2', {}],
    ['another method', 'https://h.example/x', 'https://h.example/x', { method: 'POST' }],
    ['another body', 'https://h.example/x', 'https://h.example/x', { body: 'q=1' }],
    ['upper and lower case', 'https://h.example/x', 'https://h.example/X', {}],
  ])('not: %s', async (_, recorded, asked, request) => {
    record('a.json', reply(recorded));
    await expect(ask(asked, request)).rejects.toMatchObject({ code: 'REPLAY_MISSING' });
  });

  test('requests of one address are told apart by method and body', async () => {
    record('a.json', reply('https://h.example/x', { bodyText: 'one' }, { method: 'post', body: 'q=1' }));
    record('b.json', reply('https://h.example/x', { bodyText: 'two' }, { method: 'POST', body: 'q=2' }));
    expect(await ask('https://h.example/x', { method: 'POST', body: 'q=2' })).toBe('two');
  });

  test('credentials in the URL do not count, and are not shown', async () => {
    record('a.json', reply('https://h.example/x?q=1', { bodyText: 'yes' }));
    const request = { secretParameters: ['key'] };
    expect(await ask('https://h.example/x?key=s3cret&q=1', request)).toBe('yes');
    await expect(ask('https://h.example/y?key=s3cret', request)).rejects.toSatisfy(
      (error) => !JSON.stringify([error, String(error)]).includes('s3cret'),
    );
  });
});

describe('what cannot be replayed says so', () => {
  test.each([
    ['no JSON', '{', 'it is no JSON'],
    ['another shape', { data: 1 }, "it is no recorded reply ('request'"],
    ['no URL', reply('not a url'), "it is no recorded reply ('request.url'"],
    ['no status', { request: { url: 'https://h.example/' }, response: {} }, "('response.status'"],
  ])('a file of %s', async (_, content, problem) => {
    record('bad.json', content);
    await expect(createReplay(folder)).rejects.toMatchObject({
      code: 'REPLAY_UNREADABLE',
      message: expect.stringContaining(problem),
      details: { file: join(folder, 'bad.json') },
    });
  });

  test('two files for one request', async () => {
    record('a.json', reply('https://h.example/2606:4700::1'));
    record('b.json', reply('https://h.example/2606%3A4700%3A%3A1'));
    await expect(createReplay(folder)).rejects.toMatchObject({
      code: 'REPLAY_UNREADABLE',
      message: expect.stringContaining('another file answers GET'),
    });
  });

  test('a folder that is not there', async () => {
    await expect(createReplay(join(folder, 'none'))).rejects.toMatchObject({ code: 'REPLAY_UNREADABLE' });
  });

  test('a request without a reply: method, address without query, folder', async () => {
    await expect(ask('https://h.example/x?q=1')).rejects.toMatchObject({
      code: 'REPLAY_MISSING',
      message: expect.stringContaining(`GET https://h.example/x in ${folder}`),
    });
  });
});

test('offline, nobody is asked', async () => {
  const asked = offlineTransport({ url: new URL('https://h.example/x'), signal });
  await expect(asked).rejects.toMatchObject({ code: 'OFFLINE', details: { host: 'h.example' } });
});
