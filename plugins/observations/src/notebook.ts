import type { ObservationFile } from './file.ts';
import type { Observation } from './observation.ts';
import type { NewObservation, Observations } from './observations.ts';

/** The findings of a session, and the file that keeps them where there is one. */
export class Notebook {
  readonly list: Observations;
  readonly #file: ObservationFile | undefined;

  constructor(list: Observations, file: ObservationFile | undefined) {
    this.list = list;
    this.#file = file;
  }

  /** Notes a finding; it is in the file when this ends. @throws OPTIONS_INVALID, FILE_UNREADABLE */
  async note(given: NewObservation): Promise<Observation> {
    const before = this.list.size;
    const noted = this.list.add(given);
    if (this.list.size > before) await this.#file?.append(noted);
    return noted;
  }
}
