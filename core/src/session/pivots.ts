import { findEntityClass } from '@pivotkit/entities';
import { unavailableReason } from '../pivot/availability.ts';
import type { PivotInfo } from '../pivot/pivot-info.ts';
import type { PivotTarget } from '../pivot/pivot.ts';
import type { Mode } from '../plugin/plugin.ts';

/** One entry per pivot and kind of entity. */
export function pivotInfos(targets: readonly PivotTarget[], mode: Mode, keepsAnswers = false): PivotInfo[] {
  return targets.flatMap((target) => target.pivot.from.map(({ kind }) => pivotInfo(target, kind, mode, keepsAnswers)));
}

export function pivotInfo(target: PivotTarget, kind: string, mode: Mode, keepsAnswers = false): PivotInfo {
  const { pivot, plugin } = target;
  const reason = unavailableReason(target, mode, { kind, keepsAnswers });
  return {
    call: `${kind}.${pivot.shortcut ?? pivot.name}`,
    name: pivot.name,
    kind,
    plugin: plugin.name,
    description: pivot.description,
    rowsPerInput: pivot.rowsPerInput,
    sharing: pivot.sharing,
    asksOthers: pivot.asks !== undefined,
    columns: Object.keys(pivot.columns),
    available: reason === undefined,
    reason,
  };
}

/**
 * Entries that fit a text: all for none; those of a kind for its name or alias (`ip`); those of the entity that the text
 * itself is (`8.8.8.8`); else those with the text in name, call, plugin or description.
 */
export function searchPivots(
  infos: readonly PivotInfo[],
  text: string | undefined,
  kindOfText: (text: string) => string | undefined,
): PivotInfo[] {
  if (text === undefined || text.trim() === '') return [...infos];
  const kind = findEntityClass(text)?.kind ?? kindOfText(text);
  const ofKind = infos.filter((info) => info.kind === kind);
  if (ofKind.length > 0) return ofKind;
  const wanted = text.toLowerCase();
  return infos.filter((info) =>
    [info.call, info.name, info.plugin, info.description].some((part) => part.toLowerCase().includes(wanted)),
  );
}
