import { createSession, Table } from '@pivotkit/core';
import { audit, eventBatches, parseAuditLine } from '@pivotkit/plugin-audit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const id = 'msg=audit(1551485405.594:7507):';

describe('a line', () => {
  test.each([
    [
      'quoted, plain and absent values',
      `type=SYSCALL ${id} arch=c000003e comm="sh -c" key=(null) exit=-2`,
      ['arch=c000003e', 'comm=sh -c', 'key=(null)', 'exit=-2'],
    ],
    [
      'a message with fields inside',
      `type=USER_AUTH ${id} pid=1 msg='op=PAM:x acct="a b" res=failed'`,
      ['pid=1', 'op=PAM:x', 'acct=a b', 'res=failed'],
    ],
    ['a message of words alone', `type=USER ${id} msg='hello world'`, ['msg=hello world']],
    ['what names mean, after 0x1d', `type=SYSCALL ${id} auid=0\u001dAUID="root"`, ['auid=0', 'AUID=root']],
    ['a quote that is not closed', `type=PATH ${id} name="/etc/pas`, ['name=/etc/pas']],
    ['words before a field', `type=AVC ${id} avc:  denied  { read } for  pid=5`, ['pid=5']],
    ['nothing', `type=EOE ${id}`, []],
  ])('%s', (_, line, fields) => {
    expect(parseAuditLine(line)?.fields.map(({ name, value }) => `${name}=${value}`)).toEqual(fields);
  });

  test('node, type, time and serial number', () => {
    expect(parseAuditLine(`node=web1 type=CWD ${id} cwd="/"`)).toMatchObject({ node: 'web1', type: 'CWD', id: '1551485405.594:7507', time: 1_551_485_405_594 }); // prettier-ignore
  });

  test.each(['', 'hello', 'type=SYSCALL', 'type=SYSCALL msg=audit(1551485405.594', 'type=SYSCALL msg=audit(x:1): a=b', 'msg=audit(1.000:1): a=b'])('%j is none', (line) => {
    expect(parseAuditLine(line)).toBeUndefined();
  }); // prettier-ignore

  test('any text gives a record or nothing', () => {
    const part = fc.constantFrom('type=', 'X ', id, "msg='", "'", '"', '=', ' ', 'a', '\u001d', 'a0=6162', ')', '(');
    fc.assert(fc.property(fc.array(part, { maxLength: 30 }), (parts) => void parseAuditLine(parts.join(''))));
  });

  test.each([['='], [' '], ["a='"], ['a="'], ['a=1 '], ['\u001d'], ["'"]])('10 MB of %j take a moment', (part) => {
    const line = `type=SYSCALL ${id} ${part.repeat(10_000_000 / part.length)}`;
    const start = process.cpuUsage().user;
    expect(parseAuditLine(line)).toBeDefined();
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(10);
  });
});

const lines = [
  `type=SYSCALL ${id} arch=c000003e syscall=59 success=yes exit=0 a0=7f1 a1=7f2 ppid=10 pid=11 auid=4294967295 uid=0 gid=0 euid=0 egid=0 ses=4294967295 tty=(none) comm="sh" exe="/bin/dash" key="exec"`,
  'type=USER_LOGIN msg=audit(1551485405.600:7508): pid=12 uid=0 auid=1000 ses=2 msg=\'op=login acct="root" hostname=? addr=10.0.0.9 terminal=sshd res=failed\'',
  `type=EXECVE ${id} argc=4 a0="/bin/sh" a1="-c" a2=6563686F20224869C3A422 a3[0]=61 a3[1]=62`,
  `type=CWD ${id} cwd="/var/lib"`,
  `type=PATH ${id} item=0 name=2F746D702F6120622E7368 inode=26 mode=0100755 ouid=0 ogid=0 nametype=NORMAL`,
  `type=PROCTITLE ${id} proctitle=2F62696E2F7368002D63`,
  'not a record \ufffd',
];

describe('audit.parse', () => {
  const run = async (rows: readonly string[], options: object = {}) => {
    await using session = await createSession({ plugins: [audit] });
    return (
      await session
        .from(Table.fromColumns({ line: rows }))
        .verb('audit.parse', options)
        .run()
    ).toRows();
  };

  test('records of one event are one row, though others stand between; what is no record stays and says so', async () => {
    const rows = await run(lines);
    expect(rows.map(({ EventType, mssg_id: own }) => [EventType, own])).toEqual([
      [null, null],
      ['SYSCALL_EXECVE', '1551485405.594:7507'],
      ['USER_LOGIN', '1551485405.600:7508'],
    ]);
    expect(rows[1]).toMatchObject({ pid: 11, ppid: 10, auid: null, uid: 0, exe: '/bin/dash', comm: 'sh', cwd: '/var/lib', key: 'exec', tty: null, argc: 4 }); // prettier-ignore
    expect(rows[1]).toMatchObject({ args: ['/bin/sh', '-c', 'echo "Hiä"', 'ab'], cmdline: '/bin/sh -c echo "Hiä" ab', proctitle: '/bin/sh -c' }); // prettier-ignore
    expect(rows[1]?.paths).toMatchObject([{ name: '/tmp/a b.sh', nametype: 'NORMAL' }]);
    expect(rows[2]).toMatchObject({
      acct: 'root',
      addr: '10.0.0.9',
      hostname: null,
      res: 'failed',
      auid: 1000,
      args: null,
    });
    expect(rows[0]?.problem).toBe('no audit record: not a record \ufffd');
  });

  test('one type of event alone', async () => {
    expect((await run(lines, { eventTypes: ['SYSCALL_EXECVE'] })).length).toBe(1);
  });

  test.each([
    ['nothing', [], 0],
    ['empty lines', ['', '  ', '\r'], 0],
    ['a cut line', [lines[0]?.slice(0, 200) ?? ''], 1],
    ['equal lines', [lines[3] ?? '', lines[3] ?? ''], 1],
  ])('%s', async (_, rows, size) => {
    expect((await run(rows)).length).toBe(size);
  });

  test('a wrong column says the nearest; cells that are no events say their row', async () => {
    await expect(run(lines, { column: 'lne' })).rejects.toThrow("Did you mean 'line'?");
    await using session = await createSession({ plugins: [audit] });
    const cells = [{ mssg_id: '1.000:1', AuditdMessage: '[{"CWD":["cwd=\\"/\\""]}]' }, { mssg_id: '2.000:2', AuditdMessage: '[1]' }]; // prettier-ignore
    await expect(session.from(cells).verb('audit.parse', {}).run()).rejects.toThrow("Column 'AuditdMessage', row 1");
    const one = await session.from(cells.slice(0, 1)).verb('audit.parse', {}).run();
    expect(one.row(0)).toMatchObject({ EventType: 'CWD', cwd: '/', mssg_id: '1.000:1' });
  });

  test('an argument of a number far away, or in many parts, makes no list of that length; the record still says it', async () => {
    const [far, parts] = await run([`type=EXECVE ${id} a0="sh" a9999999="x"`, 'type=EXECVE msg=audit(1551485405.594:7508): a0[9999999]=62 a0[0]=61 a50="y"']); // prettier-ignore
    expect([far?.args, far?.records]).toMatchObject([['sh'], [{ fields: { a9999999: 'x' } }]]);
    expect([parts?.args?.length, parts?.args?.[0], parts?.args?.at(-1)]).toEqual([51, 'ab', 'y']);
  });

  test('one of 16 MB and more is no record, and its row shows its beginning', async () => {
    const [row] = await run([`type=SYSCALL ${id} ${'a=1 '.repeat(4_200_000)}`]);
    expect([row?.EventType, row?.problem?.length, row?.problem?.slice(0, 34)]).toEqual([null, 220, 'longer than 16 MB: type=SYSCALL ms']); // prettier-ignore
  });

  test('cells that are null, numbers or not there', async () => {
    await using session = await createSession({ plugins: [audit] });
    const read = async (cells: readonly unknown[]) => (await session.from(Table.fromColumns({ line: cells })).verb('audit.parse', {}).run()).toRows(); // prettier-ignore
    expect(await read([])).toEqual([]);
    expect(await read([null, null])).toEqual([]);
    expect((await read([NaN, Infinity])).map(({ problem }) => problem)).toEqual(['no audit record: NaN', 'no audit record: Infinity']); // prettier-ignore
  });

  test('fields that are called like what objects have stay fields', async () => {
    const [row] = await run([`type=X ${id} __proto__=1 constructor=2`]);
    expect(JSON.stringify(row?.records)).toBe('[{"type":"X","fields":{"__proto__":"1","constructor":"2"}}]');
  });
});

describe('a log in pieces', () => {
  test('cut anywhere it gives the same events, in batches', async () => {
    const log = `${Array.from({ length: 60 }, (_, i) => lines.map((line) => line.replaceAll('15514854', String(15_514_854 + i)))).flat().join('\n')}\n`; // prettier-ignore
    const collect = async (size: number): Promise<unknown[]> => {
      async function* chunks(): AsyncGenerator<string> {
        for (let at = 0; at < log.length; at += size) yield log.slice(at, at + size);
      }
      const rows: unknown[] = [];
      for await (const batch of eventBatches(chunks(), 50)) rows.push(...batch.toRows());
      return rows;
    };
    const whole = await collect(log.length);
    expect(whole.length).toBe(180);
    expect(await collect(7)).toEqual(whole);
  });

  test('the records of an event that come much later are an event of their own', async () => {
    const late = [lines[3] ?? '', 'type=CWD msg=audit(1551485409.000:7600): cwd="/"', lines[5] ?? ''];
    async function* chunks(): AsyncGenerator<string> {
      yield late.join('\n');
    }
    const types: unknown[] = [];
    for await (const batch of eventBatches(chunks(), 50)) types.push(...batch.cells('types'));
    expect(types).toEqual([['CWD'], ['CWD'], ['PROCTITLE']]);
  });
});
