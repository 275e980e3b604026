export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What can be completed. */
export interface CompletionWords {
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly string[];
  }[];
  readonly globalOptions: readonly string[];
  readonly pivots: readonly string[];
  readonly verbs: readonly string[];
  readonly plugins: readonly string[];
}

const formats = ['csv', 'tsv', 'json', 'ndjson', 'markdown', 'arrow', 'table'];
const levels = ['clear', 'green', 'amber', 'amber+strict', 'red'];
const joins = ['left', 'inner', 'right', 'outer'];

/** A script for the shell, to be read at its start. Names of plugins, pivots and verbs are those of now. */
export function completionScript(shell: Shell, words: CompletionWords): string {
  if (shell === 'bash') return bashScript(words);
  return shell === 'zsh'
    ? `#compdef pivotkit\nautoload -Uz bashcompinit && bashcompinit\n${bashScript(words)}`
    : fishScript(words);
}

/** In single quotes nothing is run; names come from packages. */
const quoted = (words: readonly string[]): string => `'${words.filter(isPlain).join(' ')}'`;
const isPlain = (word: string): boolean => /^[\w.+@/:-]+$/.test(word);

function bashScript({ commands, globalOptions, pivots, verbs, plugins }: CompletionWords): string {
  const names = commands.map(({ name }) => name);
  const cases = commands.map(({ name, options }) => `      ${name}) words=${quoted(options)} ;;`).join('\n');
  return `# pivotkit completion; read it with: source <(pivotkit completion bash)
_pivotkit() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=''
  case "$previous" in
    --format) words=${quoted(formats)} ;;
    --tlp) words=${quoted(levels)} ;;
    --join) words=${quoted(joins)} ;;
    --plugin) words=${quoted(plugins)} ;;
    --input|--output|--config|--replay|--record|--resume|--cache) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if [ -z "$words" ]; then
    if [ "$COMP_CWORD" -eq 1 ]; then words=${quoted([...names, ...globalOptions])}
    elif [[ "$current" == -* ]]; then case "$command" in
${cases}
      *) words=${quoted(globalOptions)} ;;
    esac
    elif [ "$COMP_CWORD" -eq 2 ]; then case "$command" in
      pivot) words=${quoted(pivots)} ;;
      verb) words=${quoted(verbs)} ;;
      help) words=${quoted([...names, ...pivots, ...verbs])} ;;
      cache) words='stats clear diff' ;;
      completion) words=${quoted(shells)} ;;
      run) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _pivotkit pivotkit
`;
}

function fishScript({ commands, globalOptions, pivots, verbs, plugins }: CompletionWords): string {
  const line = (condition: string, words: readonly string[]): string =>
    `complete -c pivotkit -n '${condition}' -f -a ${quoted(words)}`;
  const option = (name: string, condition: string): string =>
    `complete -c pivotkit -n '${condition}' -l ${name.replace(/^--/, '')}${valuesOf(name, plugins)}`;
  return [
    '# pivotkit completion; read it with: pivotkit completion fish | source',
    'complete -c pivotkit -e',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c pivotkit -n '__fish_use_subcommand' -f -a ${name} -d '${summary.replaceAll(/['\\]/g, '')}'`,
    ),
    ...globalOptions.map((name) => option(name, 'true')),
    ...commands.flatMap(({ name, options }) =>
      options
        .filter((each) => !globalOptions.includes(each))
        .map((each) => option(each, `__fish_seen_subcommand_from ${name}`)),
    ),
    line('__fish_seen_subcommand_from pivot', pivots),
    line('__fish_seen_subcommand_from verb', verbs),
    line('__fish_seen_subcommand_from help', [...commands.map(({ name }) => name), ...pivots, ...verbs]),
    line('__fish_seen_subcommand_from cache', ['stats', 'clear', 'diff']),
    line('__fish_seen_subcommand_from completion', shells),
    '',
  ].join('\n');
}

function valuesOf(option: string, plugins: readonly string[]): string {
  if (option === '--format') return ` -x -a ${quoted(formats)}`;
  if (option === '--tlp') return ` -x -a ${quoted(levels)}`;
  if (option === '--join') return ` -x -a ${quoted(joins)}`;
  if (option === '--plugin') return ` -x -a ${quoted(plugins)}`;
  return /^--(input|output|config|replay|record|resume|cache)$/.test(option) ? ' -r -F' : '';
}
