import type { ASTNode } from '@marcbachmann/cel-js';

/** A name in an expression, and where it stands. */
export interface NameUse {
  readonly name: string;
  readonly offset: number;
  /** The node of a column named by itself. */
  readonly node: ASTNode;
}

/** What an expression reads. */
export interface ExpressionUses {
  /** Columns named by themselves. */
  readonly columns: readonly NameUse[];
  /** Columns named as `row["…"]` or `row.…`. */
  readonly rowColumns: readonly NameUse[];
  /** Parameters named as `param.…`. */
  readonly parameters: readonly NameUse[];
  /** True when `row` is used otherwise, so that any column may be read. */
  readonly isWholeRow: boolean;
  /** Patterns written out in `matches("…")`. */
  readonly patterns: readonly NameUse[];
  /** Calls of `matches`. */
  readonly matches: readonly (ASTNode & { readonly op: 'rcall' })[];
}

const macros = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

/** What the tree of an expression reads; names that macros bind (`list.map(x, …)`) are none of the table's. */
export function expressionUses(ast: ASTNode): ExpressionUses {
  const found: Mutable = {
    columns: [],
    rowColumns: [],
    parameters: [],
    patterns: [],
    matches: [],
    isWholeRow: false,
  };
  visit(ast, new Set(), found);
  return found;
}

interface Mutable {
  readonly columns: NameUse[];
  readonly rowColumns: NameUse[];
  readonly parameters: NameUse[];
  readonly patterns: NameUse[];
  readonly matches: (ASTNode & { readonly op: 'rcall' })[];
  isWholeRow: boolean;
}

function visit(node: ASTNode, bound: ReadonlySet<string>, found: Mutable): void {
  if (node.op === 'id') return visitName(node, bound, found);
  if (visitMember(node, bound, found)) return;
  if (node.op === 'rcall') return visitMethod(node, bound, found);
  for (const child of childrenOf(node)) visit(child, bound, found);
}

function visitName(node: ASTNode & { readonly op: 'id' }, bound: ReadonlySet<string>, found: Mutable): void {
  const name = node.args;
  if (bound.has(name) || name === 'param') return;
  if (name === 'row') found.isWholeRow = true;
  else found.columns.push({ name, offset: node.start, node });
}

/** `row.x`, `row["x"]`, `param.x`, `param["x"]`. */
function visitMember(node: ASTNode, bound: ReadonlySet<string>, found: Mutable): boolean {
  if (node.op !== '.' && node.op !== '[]') return false;
  const [owner, member] = node.args;
  const name = memberName(member);
  if (owner.op !== 'id' || bound.has(owner.args) || name === undefined) return false;
  if (owner.args === 'row') found.rowColumns.push({ name, offset: owner.start, node });
  else if (owner.args === 'param') found.parameters.push({ name, offset: owner.start, node });
  else return false;
  return true;
}

function memberName(member: string | ASTNode): string | undefined {
  if (typeof member === 'string') return member;
  return member.op === 'value' && typeof member.args === 'string' ? member.args : undefined;
}

function visitMethod(node: ASTNode & { readonly op: 'rcall' }, bound: ReadonlySet<string>, found: Mutable): void {
  const [method, receiver, parts] = node.args;
  const [first, second] = parts;
  if (method === 'matches') {
    found.matches.push(node);
    if (first?.op === 'value' && typeof first.args === 'string')
      found.patterns.push({ name: first.args, offset: first.start, node: first });
  }
  if (method === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && first?.op === 'id') {
    if (second !== undefined) visit(second, bound, found);
    for (const part of parts.slice(2)) visit(part, new Set([...bound, first.args]), found);
    return;
  }
  visit(receiver, bound, found);
  const isMacro = macros.has(method) && first?.op === 'id';
  const inner = isMacro ? new Set([...bound, first.args]) : bound;
  for (const part of isMacro ? parts.slice(1) : parts) visit(part, inner, found);
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

/** Nodes among the arguments, however they are nested in lists. */
function childrenOf(node: ASTNode): ASTNode[] {
  const parts: readonly unknown[] = [node.args].flat(3);
  return parts.filter(isNode);
}
