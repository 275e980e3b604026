import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Table,
  formatCsv,
  readCsv,
  type CsvNote,
  type CsvOptions,
  type Row,
} from '../../../../core/src/table/index.ts';

const read = (text: string, options: CsvOptions = {}): unknown[][] =>
  readCsv(text, options)
    .toRows()
    .map((row) => Object.values(row));

describe('reading', () => {
  test.each<[string, string, CsvOptions, unknown[][]]>([
    ['plain', 'a,b\n1,2\n', {}, [['1', '2']]],
    ['no line end at the end', 'a,b\n1,2', {}, [['1', '2']]],
    [
      'CRLF, CR and LF',
      'a,b\r\n1,2\r3,4\n5,6\r\n',
      {},
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['a byte order mark', '\uFEFFa,b\n1,2\n', {}, [['1', '2']]],
    ['a header in quotes after a mark', '\uFEFF"a",b\n1,2\n', {}, [['1', '2']]],
    ['quotes, delimiters and line ends in quotes', 'a,b\n"x,""y""","1\r\n2"\n', {}, [['x,"y"', '1\r\n2']]],
    ['a quote inside a bare field stays', 'a,b\nx"y,z\n', {}, [['x"y', 'z']]],
    ['empty is null, quoted empty is a text', 'a,b\n,""\n', {}, [[null, '']]],
    ['empty as text when asked', 'a,b\n,x\n', { empty: 'text' }, [['', 'x']]],
    [
      'trailing delimiter is an empty field',
      'a,b\n1,\n2,',
      {},
      [
        ['1', null],
        ['2', null],
      ],
    ],
    ['empty lines are no rows', 'a,b\n\n1,2\n\n', {}, [['1', '2']]],
    ['but null cells of a single column', 'a\n1\n\n2\n', {}, [['1'], [null], ['2']]],
    ['nothing is trimmed or guessed', 'a,b\n 007 ,1e5\n', {}, [[' 007 ', '1e5']]],
    ['another delimiter', 'a;b\n1,5;2\n', { delimiter: ';' }, [['1,5', '2']]],
    ['names from outside', '1,2\n', { columns: ['x', 'y'] }, [['1', '2']]],
    ['a header alone', 'a,b\n', {}, []],
    [
      'stated types',
      'a,b\n080,2026-01-02T00:00Z\n,\n',
      { types: { a: 'number', b: 'time' } },
      [
        [80, new Date('2026-01-02')],
        [null, null],
      ],
    ],
  ])('%s', (_, text, options, rows) => {
    expect(read(text, options)).toEqual(rows);
  });

  test('infer is careful', () => {
    const text =
      'n,zip,big,flag,at,day,exp,mixed,plus,float\n1,007,12345678901234567890,true,2026-01-02T03:04:05Z,2026-01-02,1e5,1,+1,0.10\n-2.5,1,1,FALSE,2026-01-02 03:04,2026-01-03,1,x,2,\n';
    const types = Array.from(readCsv(text, { types: 'infer' }).columns.values(), (spec) => spec.type);
    expect(types).toEqual(['number', 'text', 'text', 'boolean', 'time', 'text', 'text', 'text', 'text', 'number']);
  });

  test.each<[string, string, CsvOptions, string]>([
    ['too few fields', 'a,b\n1,2\n"x\ny",2\n3\n', {}, 'Line 5 of the CSV has 1 fields; the header has 2.'],
    ['too many fields', 'a,b\n1,2,3\n', {}, 'Line 2 of the CSV has 3 fields'],
    ['too many fields are not cut off', 'a,b\n1,2,3\n', { ragged: 'pad' }, 'Line 2 of the CSV has 3 fields'],
    ['a quote never closed', 'a,b\n"1,2\n3,4\n', {}, 'Line 2 of the CSV: a quote is opened and never closed.'],
    [
      'text after a quote',
      'a,b\n1,2\n"1"x,2\n',
      { quotes: 'strict' },
      'Line 3 of the CSV: text follows a closing quote.',
    ],
    ['nothing at all', '', {}, 'The CSV is empty'],
    [
      'a cell of another type',
      'a,b\n1,2\nx,2\n',
      { types: { a: 'number' } },
      'Column \'a\', line 3: "x" is not a number.',
    ],
    ['a day that does not exist', 'a\n2026-02-30\n', { types: { a: 'time' } }, "Column 'a', line 2"],
    ['a type for no column', 'port,b\n', { types: { prot: 'number' } }, "Did you mean 'port'?"],
    [
      'a row without end',
      `a\n"${'x'.repeat(200)}`,
      { maxRowCharacters: 100 },
      'Line 2 of the CSV: the row does not end.',
    ],
  ])('%s is an error that says where', (_, text, options, message) => {
    expect(() => readCsv(text, options)).toThrow(message);
  });

  test('ragged rows can be filled up or left out; each is noted', () => {
    const notes: CsvNote[] = [];
    const onNote = (note: CsvNote): number => notes.push(note);
    const text = 'a,b\n1\n2,3\n4,5,6\n';
    expect(read(text, { ragged: 'skip', onNote })).toEqual([['2', '3']]);
    expect(read('a,b\n1\n', { ragged: 'pad', onNote })).toEqual([['1', null]]);
    expect(notes.map((note) => (note.kind === 'ragged' ? note.line : 0))).toEqual([2, 4, 2]);
  });

  test('repeated and empty names become unique and are noted', () => {
    const notes: CsvNote[] = [];
    const table = readCsv('a,,a,a_2,\n1,2,3,4,5\n', { onNote: (note) => notes.push(note) });
    expect(table.columnNames).toEqual(['a', 'column 2', 'a_3', 'a_2', 'column 5']);
    expect(notes).toContainEqual({ kind: 'renamed', column: 3, given: 'a', name: 'a_3' });
  });

  test('a header may say __proto__', () => {
    expect(JSON.stringify(readCsv('__proto__,b\n1,2\n').toRows())).toBe('[{"__proto__":"1","b":"2"}]');
  });
});

describe('writing', () => {
  test('quotes what must be quoted, writes types as text', () => {
    const row = { a: 'x,"y"\n', b: '', c: null, d: NaN, e: new Date('2026-01-02'), f: [1, { a: 2n }], g: -5, h: true };
    expect(formatCsv(Table.fromRows([row]))).toBe(
      'a,b,c,d,e,f,g,h\r\n"x,""y""\n","",,NaN,2026-01-02T00:00:00.000Z,"[1,{""a"":2}]",-5,true\r\n',
    );
    expect(formatCsv(Table.fromRows([{ a: 1 }]), { byteOrderMark: true, lineEnd: '\n' })).toBe('\uFEFFa\n1\n');
    expect(formatCsv(Table.fromRows([{ a: 'x\ty', b: 'x,y' }]), { delimiter: '\t', lineEnd: '\n' })).toBe(
      'a\tb\n"x\ty"\tx,y\n',
    );
  });

  test.each(['=1+1', '+49', '-1', '@x', '\tx', '\rx'])(
    'a formula (%j) is escaped, unless programs are to read it',
    (cell) => {
      const table = Table.fromRows([{ a: cell }]);
      expect(readCsv(formatCsv(table)).cells('a')).toEqual([`'${cell}`]);
      expect(readCsv(formatCsv(table, { formulas: 'keep' })).cells('a')).toEqual([cell]);
    },
  );
});

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[",\r\n\t a]*$/), fc.constant(null));

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ a: text, b: text }), { minLength: 1 }), (rows) => {
      const table = Table.fromRows<Row>(rows, { types: { a: 'text', b: 'text' } });
      expect(readCsv(formatCsv(table, { formulas: 'keep' })).toRows()).toEqual(rows);
      const single = table.select('a');
      expect(readCsv(formatCsv(single, { formulas: 'keep' })).toRows()).toEqual(single.toRows());
    }),
  );
});

test('text behind a closing quote belongs to the field, and its line is noted', () => {
  const notes: CsvNote[] = [];
  const table = readCsv('a,b\n".\\x -c "****SIG****",2\n3,4\n', { onNote: (note) => notes.push(note) });
  expect(table.toRows()).toEqual([
    { a: '.\\x -c ****SIG****"', b: '2' },
    { a: '3', b: '4' },
  ]);
  expect(notes).toEqual([{ kind: 'quote', line: 2 }]);
});
