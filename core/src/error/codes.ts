/**
 * Every code an error of this framework can have: what went wrong, in a sentence with `{details}` filled in, and what
 * to do about it. Codes are stable; match on them, never on the text.
 */
export interface ErrorText {
  readonly message: string;
  readonly hint: string;
}

export const errorCodes = {
  // table
  TABLE_COLUMN_MISSING: { message: "There is no column '{column}'{where}.", hint: '{suggestion}' },
  TABLE_COLUMN_TAKEN: {
    message: "The column '{column}' exists already{where}.",
    hint: 'Rename the one you have first. A pivot or a join can also take a prefix, a suffix or a list of columns; what a verb takes, its options say.',
  },
  TABLE_COLUMN_LENGTH: {
    message: "The column '{column}' has {length} rows, but '{firstName}' has {size}.",
    hint: 'All columns of a table are equally long.',
  },
  TABLE_COLUMN_TYPE: {
    message: "The column '{column}' holds cells of type {type}; {wanted} is needed.",
    hint: 'Change its type first, with retype.',
  },
  TABLE_ROW_MISSING: { message: 'There is no row {row}: the table has {size} rows.', hint: 'Rows are counted from 0.' },
  TABLE_CELL_INVALID: {
    message: "Column '{column}', {where}: {value} is not {wanted}.",
    hint: 'Mend the value, or state another type for the column.',
  },
  TABLE_KEY_REPEATED: {
    message: 'The right table has the key {key} in column {columns} more than once (rows {rows}).',
    hint: "Ask for matches: 'all' to repeat the left row, or make the right rows distinct first.",
  },
  TABLE_JOIN_KEYS: {
    message: 'A join needs key columns in pairs: the left has [{left}], the right has [{right}].',
    hint: "Name them as on: 'column', or as left and right with equally many names.",
  },
  TABLE_CSV_RAGGED: {
    message: 'Line {line} of the CSV has {fields} fields; the header has {expected}.',
    hint: "Mend the line, or ask for ragged: 'pad' (fill up short rows) or 'skip'.",
  },
  TABLE_CSV_QUOTE: {
    message: 'Line {line} of the CSV: {problem}.',
    hint: 'A field with quotes is written in quotes, with each quote inside doubled.',
  },
  TABLE_CSV_EMPTY: {
    message: 'The CSV is empty: it has not even a header.',
    hint: 'The first row names the columns; without one, give the names with the option `columns`.',
  },
  TABLE_JSON_INVALID: {
    message: '{where} of the JSON cannot be read: {problem}.',
    hint: 'Rows are a list of objects, an object with such a list as `rows`, or (NDJSON) one object a line.',
  },
  TABLE_ARROW_INVALID: {
    message: 'The bytes cannot be read as Arrow IPC: {problem}.',
    hint: 'Arrow files end in .arrow or .feather (version 2); compressed record batches are not read.',
  },
  TABLE_FORMAT_UNKNOWN: {
    message: "The format of '{path}' is not known by its ending.",
    hint: '{suggestion}State the format, one of {formats}.',
  },
  FILE_NOT_FOUND: {
    message: "There is no {what} '{path}'.",
    hint: '{suggestion}',
  },
  FILE_UNREADABLE: {
    message: "The file '{path}' cannot be read or written ({problem}).",
    hint: 'Check that it is a file and that you may open it.',
  },
  // pivots and their look-ups
  PIVOT_UNKNOWN: { message: "There is no pivot '{pivot}'{where}.", hint: '{suggestion}' },
  PIVOT_UNAVAILABLE: { message: "'{pivot}' cannot be used now: {reason}.", hint: '' },
  PIVOT_NOT_ASKABLE: {
    message: "'{pivot}' may not ask '{asked}': {problem}.",
    hint: 'A pivot asks those that its `asks` chose for the call, about what it was itself asked; please tell its author.',
  },
  PIVOT_INPUT_INVALID: {
    message: "'{pivot}' cannot take its input from {input}.",
    hint: 'Give a value, a list, an entity, a list of entities, or a table with the option `column`.',
  },
  OPTIONS_INVALID: { message: "The options of '{name}' are wrong: {problems}.", hint: '{suggestion}' },
  TIME_RANGE_MISSING: {
    message: "'{pivot}' needs a time range.",
    hint: 'Give the session or the call a `timeRange` with `start` and `end`.',
  },
  PLUGIN_FAILED: { message: "The plugin '{plugin}' failed in '{pivot}': {problem}.", hint: 'Please tell its author.' },
  RESULT_INVALID: {
    message: "The plugin '{plugin}' gave a wrong answer in '{pivot}': {problem}.",
    hint: 'Please tell its author.',
  },
  // providers
  PROVIDER_UNREACHABLE: {
    message: 'No connection to {host}: {problem}.',
    hint: 'Check the network and the proxy; where TLS is opened on the way, name its authority as `network.caFile`.',
  },
  PROVIDER_PAUSED: {
    message: '{host} is left alone {when}: it failed {failures} times in a row, at last with {problem}.',
    hint: 'Try again later.',
  },
  PROVIDER_THROTTLED: { message: '{provider} wants to be asked less often: {problem}.', hint: 'Ask again later.' },
  PROVIDER_UNAUTHORIZED: { message: '{provider} refused the credentials (HTTP {status}).', hint: 'Check the key.' },
  PROVIDER_FORBIDDEN: {
    message: '{provider} does not let this key ask that (HTTP {status}).',
    hint: 'The plan behind the key may not cover it.',
  },
  PROVIDER_NOT_ENTITLED: {
    message: 'The plan behind the key does not cover this question to {provider} (HTTP {status}){detail}.',
    hint: 'Ask for less, wait until the plan is renewed, or get one that covers it.',
  },
  PROVIDER_JOB_FAILED: {
    message: '{provider} began what it was asked for and could not finish it{detail}.',
    hint: 'Ask again later, or for less.',
  },
  PROVIDER_REFUSED: { message: '{provider} refused the request (HTTP {status}){detail}.', hint: '' },
  PROVIDER_UNAVAILABLE: { message: '{provider} has trouble of its own (HTTP {status}).', hint: 'Try again later.' },
  DNS_FAILED: {
    message: '{resolver} could not answer about {name} ({rcode}).',
    hint: 'The servers of the name may be broken or out of reach; ask later, or another resolver.',
  },
  REPLY_INVALID: {
    message: "{provider}'s reply is not what its documentation says: {problem}.",
    hint: 'The service may have changed; please tell the author of the plugin.',
  },
  REPLY_TOO_LARGE: {
    message: 'The reply of {host} is larger than {limitBytes} bytes.',
    hint: 'The rest was not read; ask for less, or raise `maxBodyBytes` of the network.',
  },
  REQUEST_UNSAFE: {
    message: "'{value}' cannot stand in the path of a request.",
    hint: 'It would lead to another path; mend the value.',
  },
  EGRESS_REFUSED: {
    message: '{provider} may be asked over https at {hosts}, not at {origin}.',
    hint: 'Mend the base URL, or tell the author of the plugin that the service has moved; http is for this machine alone.',
  },
  EGRESS_NOT_PUBLIC: {
    message: '{host} was not asked: {problem}.',
    hint: 'What is named in the data is asked only at public addresses, never inside the own network.',
  },
  NETWORK_SETTING_INVALID: {
    message: "'{setting}' of the network cannot be used: {problem}.",
    hint: 'Mend it under `network` of the configuration, or in the variable of that name.',
  },
  REPLAY_MISSING: {
    message: 'No recorded reply to {method} {url} in {folder}.',
    hint: 'Run without --replay to ask the service itself.',
  },
  REPLAY_UNREADABLE: { message: "'{file}' cannot be used for replay: {problem}.", hint: '' },
  RECORD_FAILED: {
    message: "The replies cannot be recorded in '{folder}': {problem}.",
    hint: 'Give a folder that can be written to.',
  },
  OFFLINE: { message: '{host} was not asked: the session is offline.', hint: 'Run without --offline to ask it.' },
  QUOTA_INVALID: {
    message: 'The quota of {provider} cannot be booked: {problems}.',
    hint: 'Each window has a whole limit above 0 and occurs once; a booking has whole units, at most the smallest limit.',
  },
  QUOTA_LEDGER_UNUSABLE: {
    message: "The quota ledger '{path}' cannot be used: {problem}.",
    hint: 'Name another file on a disk of this machine, or remove it: then what was booked so far is forgotten.',
  },
  // cache of look-ups
  CACHE_STORE_UNKNOWN: {
    message: "'{store}' is no store for the cache of look-ups.",
    hint: '{suggestion}A store is memory:, sqlite:PATH, redis://…, postgres://… or an object that Keyv takes.',
  },
  CACHE_STORE_MISSING: {
    message: "A cache at {scheme}: needs the package '{package}', which cannot be loaded ({problem}).",
    hint: 'Install it: npm install {package}@{version}.',
  },
  CACHE_UNUSABLE: {
    message: 'The cache of look-ups at {store} cannot be used: {problem}.',
    hint: 'Until it can, everything is asked anew and nothing is kept; mend the store or turn the cache off.',
  },
  CACHE_VALUE_UNFIT: {
    message: "Answers of '{pivot}' cannot be kept in the cache: their rows or its options hold {what}.",
    hint: 'The cache keeps texts, numbers, bigints, booleans, Dates, null, lists and plain objects.',
  },
  // plugins
  GEO_DATABASE_MISSING: {
    message: "The geolocation database '{file}' cannot be opened: {problem}.{suggestion}",
    hint: 'Give `database` of the plugin `geolocation` the path of an .mmdb file or of a folder with such files.',
  },
  GEO_DATABASE_INVALID: {
    message: "The geolocation database '{file}' cannot be used: {problem}.",
    hint: 'Get the file again from its maker, in the MaxMind DB format (.mmdb).',
  },
  // lists of indicators
  FEED_INVALID: {
    message: 'Lists of indicators cannot be used:{problems}.',
    hint: 'Mend or leave out these lists in the setting feed.lists.',
  },
  WARNINGLISTS_INVALID: {
    message: 'Warning lists cannot be used:{problems}.',
    hint: 'Mend these files, or name others in the setting warninglists.paths.',
  },
  SEQUENCE_MODEL_INVALID: {
    message: 'The model of sessions cannot be used: {problem}.',
    hint: 'Give a model that `sequence.train` made, or train a new one.',
  },
  COMMAND_RULES_INVALID: {
    message: "The rules in '{path}' cannot be used: {problem}.",
    hint: 'Mend the file, or leave it out of the setting syslog.rules.',
  },
  // plugins and sessions
  PLUGINS_INVALID: { message: 'The session cannot start: {problems}.', hint: '' },
  PLUGIN_NOT_FOUND: { message: "The plugin package '{plugin}' was not found{where}.", hint: '{suggestion}' },
  PLUGIN_NOT_LOADED: {
    message: "The plugin package '{plugin}' cannot be loaded{where}: {problem}.",
    hint: 'Mend it or install it anew; `pivotkit doctor` looks at each plugin by itself.',
  },
  PLUGIN_MISSING_IN_PACKAGE: {
    message: "The package '{plugin}' brings no plugin{where}: it exports {exports}.",
    hint: 'A plugin is what `definePlugin` returns, exported under any name.',
  },
  PLUGINS_MISSING: {
    message: 'There are no plugins, so there is nothing to ask{where}.',
    hint: '{suggestion}',
  },
  REGISTRY_CLOSED: {
    message: "'{what}' came too late: the session has started.",
    hint: 'Contribute everything before `setup` ends.',
  },
  SESSION_CLOSED: { message: 'The session is closed.', hint: 'Make a new one with `createSession`.' },
  CONFIG_INVALID: { message: 'The configuration is wrong{where}: {problems}', hint: '{suggestion}' },
  SECRET_UNAVAILABLE: { message: "The secret '{name}' cannot be had: {problem}.", hint: '' },
  // pipelines and verbs
  VERB_UNKNOWN: { message: "There is no verb '{verb}'.", hint: '{suggestion}' },
  VERB_INPUT_UNFIT: { message: "'{verb}' cannot work on these rows: {problem}.", hint: '{suggestion}' },
  STEP_FAILED: { message: "The step '{name}'{place} failed: {problem}.", hint: '' },
  RUN_CANCELLED: {
    message: 'The run was cancelled in step {step} of {steps} ({name}).',
    hint: 'What was done is in `partial`.',
  },
  // playbooks
  PLAYBOOK_INVALID: { message: "The playbook '{file}' has {count}:{problem}", hint: '' },
  PLAYBOOK_ARGUMENTS: { message: "What was given to the playbook '{name}' does not fit: {problems}", hint: '' },
  // command line
  USAGE_INVALID: { message: '{problem}.', hint: '{suggestion}' },
  INTERNAL: { message: 'PivotKit has a fault of its own: {problem}.', hint: 'Please report it, with the cause below.' },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof errorCodes;
