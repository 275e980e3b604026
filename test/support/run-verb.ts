import { createSession, Table, type Plugin } from '@pivotkit/core';

/** Runs verbs of a plugin by name, as a playbook does: names and options are checked when it runs. */
export async function verbRunner(plugin: Plugin) {
  const session = await createSession({ plugins: [plugin] });
  return async (rows: Table<object> | readonly object[], verb: string, options: object = {}): Promise<Table> => {
    const table = rows instanceof Table ? rows : Table.fromRows(rows);
    const frame = await session
      .from(table)
      .verb(verb as never, options as never)
      .run();
    return frame.table;
  };
}
