/** @module */
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useReducer, useRef } from "preact/hooks";

/**
 * The value of a signal, looked at once a frame however often it changes: a stream of tokens costs no
 * more renders than can be seen.
 */
export function useFrameValue<T>(signal: ReadonlySignal<T>): T {
  const [, render] = useReducer((count: number) => count + 1, 0);
  const value = signal.peek();
  const rendered = useRef(value);
  rendered.current = value;
  useEffect(() => {
    let frame: number | undefined;
    const stop = effect(() => {
      // Also what changed before this effect ran.
      if (signal.value === rendered.current) return;
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        render(undefined);
      });
    });
    return () => {
      stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [signal]);
  return value;
}
