/** Where a command writes to. */
export interface Io {
  write(text: string): void;
  /** Beside the result: warnings and errors. */
  warn(text: string): void;
  /** Width of the terminal. */
  readonly columns: number;
}
