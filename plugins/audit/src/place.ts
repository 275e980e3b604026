/** Where the fields of a record are. */
export interface Place {
  readonly type: string;
  readonly line: string;
  /** Where they begin. */
  readonly from: number;
}
