/** A function whose call is put off; see the documentation of `debounce` in @std/async. */
export interface DebouncedFunction<T extends unknown[]> {
  (...args: T): void;
  /** Forgets the pending call. */
  clear(): void;
  /** Makes the pending call now. */
  flush(): void;
  /** Whether a call is pending. */
  readonly pending: boolean;
}

/**
 * Puts off calls of `fn` until `wait` milliseconds have passed without another call.
 *
 * @throws {RangeError} if `wait` is not a non-negative integer
 */
export function debounce<T extends unknown[]>(
  fn: (this: DebouncedFunction<T>, ...args: T) => void,
  wait: number,
  options?: { signal?: AbortSignal },
): DebouncedFunction<T>;
