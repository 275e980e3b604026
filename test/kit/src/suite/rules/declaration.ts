import { Script } from 'node:vm';
import { PivotKitError } from '@pivotkit/core';
import type { ColumnsRule, DeclarationRule, PluginRule } from '../rule.ts';
import { shown, type Finding } from '../violation.ts';
import { World } from '../world.ts';

/** What a session checks when it starts. */
const starts: PluginRule = {
  id: 'starts',
  title: 'a session starts with the plugin and its configuration',
  check: async ({ plugin, setup }) => {
    try {
      await using _ = await World.open(plugin, setup);
      return [];
    } catch (error) {
      return [
        { expected: 'a session that starts', happened: `it says: ${textOf(error)}`, mend: 'Mend the declaration.' },
      ];
    }
  },
};

const setups: PluginRule = {
  id: 'setup',
  title: 'the setup of the suite names every pivot and verb, and no others',
  check: ({ plugin, setup }) => [
    ...missing('pivots', plugin.pivots, setup.pivots ?? {}),
    ...missing('verbs', plugin.verbs, setup.verbs ?? {}),
  ],
};

function missing(
  part: 'pivots' | 'verbs',
  declared: readonly { readonly name: string }[],
  given: Readonly<Record<string, unknown>>,
): Finding[] {
  const names = declared.map(({ name }) => name);
  const mend = `Names of ${part} in the setup are those of the plugin: ${names.join(', ')}.`;
  return [
    ...names
      .filter((name) => given[name] === undefined)
      .map((name) => ({ expected: `'${name}' among the ${part} of the setup`, happened: 'it is not there', mend })),
    ...Object.keys(given)
      .filter((name) => !names.includes(name))
      .map((name) => ({ expected: `a plugin that has '${name}'`, happened: 'the setup alone names it', mend })),
  ];
}

const columns: ColumnsRule = {
  id: 'columns',
  title: 'every column says what it holds, numbers their unit or range, and when a cell is null',
  check: ({ columns: declared }) =>
    Object.entries(declared).flatMap(([name, { description, nullWhen, type, unit, range }]) => [
      ...findingIf(description.trim().length < 3, {
        at: `column '${name}'`,
        expected: 'a description of what it holds',
        happened: `it is ${shown(description)}`,
        mend: 'Say what a cell means, for somebody who does not know the service.',
      }),
      ...findingIf((type === 'number' || type === 'bigint') && unit === undefined && range === undefined, {
        at: `column '${name}'`,
        expected: 'a number with a unit or a range',
        happened: 'it has neither',
        mend: "Declare unit: 'seconds' (or whatever is counted) or range: [least, greatest].",
      }),
      ...findingIf(nullWhen !== undefined && !isReason(nullWhen), {
        at: `column '${name}'`,
        expected: 'words for when a cell is null',
        happened: `nullWhen is ${shown(nullWhen ?? '')}`,
        mend: 'Say the reason, such as `the registry hides it`.',
      }),
      ...findingIf(range !== undefined && !(range[0] <= range[1]), {
        at: `column '${name}'`,
        expected: 'a range from least to greatest',
        happened: `it is ${shown(range)}`,
        mend: 'Write the smaller number first.',
      }),
    ]),
};

const isReason = (text: string): boolean =>
  text.trim().length >= 4 && !/^(null|none|n\/?a|empty|unknown)$/i.test(text.trim());

const telling: DeclarationRule = {
  id: 'sharing',
  title: 'who is told is named, and TLP:RED never leaves',
  applies: ({ pivot }) => pivot.sharing.reaches !== 'nobody',
  check: ({ pivot: { sharing } }) => [
    ...findingIf(sharing.provider === undefined && sharing.reaches === 'provider', {
      expected: 'the name of the service that is told',
      happened: '`sharing.provider` is missing',
      mend: 'Write `provider: provider.name` into `sharing`.',
    }),
    ...findingIf(sharing.maxTlp === 'red', {
      expected: 'a `sharing.maxTlp` below red',
      happened: 'it lets everything through',
      mend: 'TLP:RED is for the people in the room; most services may be told up to `green`.',
    }),
  ],
};

const costs: DeclarationRule = {
  id: 'limits',
  title: 'what a look-up costs is said, and how much is asked at once',
  applies: ({ pivot }) => pivot.sharing.reaches === 'provider',
  check: ({ pivot: { cost = '', limits = {} } }) => [
    ...findingIf(cost.trim() === '', {
      expected: 'words for what a look-up costs',
      happened: '`cost` is missing',
      mend: 'Say it as the service does, such as `1 of 500 requests a day with a free key`.',
    }),
    ...findingIf(limits.quota === undefined && limits.concurrent === undefined, {
      expected: 'a quota, or a number of look-ups at once',
      happened: '`limits` has neither `quota` nor `concurrent`',
      mend: 'Declare what the service documents; where it documents nothing, a small `concurrent`.',
    }),
  ],
};

const examples: DeclarationRule = {
  id: 'examples',
  title: 'it has an example that can be read as code and calls it',
  check: ({ pivot: { examples: written = [], name, shortcut } }) => [
    ...findingIf(written.length === 0, {
      expected: 'an example',
      happened: 'there is none',
      mend: `Give one, such as "await IpAddress.${name}('8.8.8.8')".`,
    }),
    ...written.flatMap((example) => [
      ...findingIf(syntaxFault(example) !== undefined, {
        at: shown(example),
        expected: 'an example that is JavaScript',
        happened: syntaxFault(example) ?? '',
        mend: 'Mend its syntax.',
      }),
      ...findingIf(
        ![name, shortcut ?? name].some((called) => example.includes(`.${called}(`) || example.includes(`.${called},`)),
        {
          at: shown(example),
          expected: `an example that calls .${name}`,
          happened: 'it does not',
          mend: 'Users copy it, so it must call this pivot by its name or shortcut.',
        },
      ),
    ]),
  ],
};

function syntaxFault(example: string): string | undefined {
  try {
    void new Script(`async () => {\n${example}\n}`);
    return undefined;
  } catch (error) {
    return textOf(error);
  }
}

const findingIf = (isWrong: boolean, finding: Finding): Finding[] => (isWrong ? [finding] : []);

const textOf = (error: unknown): string =>
  PivotKitError.is(error) || error instanceof Error ? error.message : String(error);

export const declarationRules: readonly DeclarationRule[] = [telling, costs, examples];
export const columnsRules: readonly ColumnsRule[] = [columns];
export const startRules: readonly PluginRule[] = [starts, setups];
