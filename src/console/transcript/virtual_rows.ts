/**
 * Which rows of a transcript are in the page, and where: those in sight and a few around them.
 *
 * @module
 */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useCallback, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Entry } from "../entries.ts";
import { HeldJump } from "./held_jump.ts";
import { estimateHeight } from "./row_estimate.ts";

/** Rows beyond either edge that are there already when one scrolls. */
const OVERSCAN = 6;
/** As near to the end, in pixels, as counts as being there. */
const NEAR_END = 48;
/** A distance that nothing has. */
const NEVER = -1;
/** Scrolls by less than this, in pixels, are no intention. */
const TREMBLE = 1;
/** Keys that a browser scrolls by. */
const SCROLL_KEYS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", " "]);

/** A list of rows in a box that scrolls. */
export interface VirtualRows {
  readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Whether the list stays at its end as it grows. */
  readonly isFollowing: boolean;
  /** To the end, and stay there. */
  jumpToEnd(): void;
  /** To the first row. */
  jumpToStart(): void;
  /** The user moves away from the end. */
  leaveEnd(): void;
}

/** Shows `entries` in the element that `scroller` is given to. */
export function useVirtualRows(entries: readonly Entry[]): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [, render] = useReducer((count: number) => count + 1, 0);
  const [isFollowing, setFollowing] = useState(true);
  const latest = useRef(entries);
  latest.current = entries;
  const getItemKey = useCallback((index: number) => latest.current[index]?.key ?? index, []);

  const options = {
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index: number) => estimateHeight(latest.current[index]),
    getItemKey,
    overscan: OVERSCAN,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    anchorTo: "end" as const,
    followOnAppend: isFollowing,
    scrollEndThreshold: isFollowing ? NEAR_END : NEVER,
    onChange: () => render(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());

  const [held] = useState(() => new HeldJump());
  const jumpToEnd = useCallback(() =>
    held.jump(() => {
      setFollowing(true);
      virtualizer.scrollToEnd();
    }), [held, virtualizer]);
  const jumpToStart = useCallback(() =>
    held.jump(() => {
      setFollowing(false);
      virtualizer.scrollToIndex(0, { align: "start" });
    }), [held, virtualizer]);
  const leaveEnd = useCallback(() => setFollowing(false), []);

  useLayoutEffect(() => jumpToEnd(), [jumpToEnd]);
  useLayoutEffect(() => {
    const element = scroller.current;
    return element === null ? undefined : watchScroll(element, held, setFollowing);
  }, [held]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || !isFollowing) return;
    // A smaller window, or more lines to type in, must not hide the end.
    const resized = new ResizeObserver(() => virtualizer.scrollToEnd());
    resized.observe(element);
    return () => resized.disconnect();
  }, [isFollowing, virtualizer]);
  return { virtualizer, scroller, isFollowing, jumpToEnd, jumpToStart, leaveEnd };
}

/** Tells who scrolls up from who arrives at the end. Growth alone is neither. */
function watchScroll(
  element: HTMLElement,
  held: HeldJump,
  setFollowing: (isFollowing: boolean) => void,
): () => void {
  let last = element.scrollTop;
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = element;
    const rest = scrollHeight - clientHeight - scrollTop;
    const [isUp, isDown] = [scrollTop < last - TREMBLE, scrollTop > last];
    last = scrollTop;
    if (held.holds) return;
    if (isDown && rest <= NEAR_END) setFollowing(true);
    else if (isUp && rest > NEAR_END) setFollowing(false);
  };
  const onWheel = (event: WheelEvent) => {
    held.push();
    // Before the scroll itself is told: a stream would otherwise pull back who starts to scroll up.
    if (event.deltaY < 0 && element.scrollHeight > element.clientHeight) setFollowing(false);
  };
  const onKey = ({ key }: KeyboardEvent) => SCROLL_KEYS.has(key) ? held.push() : held.release();
  const watched = new AbortController();
  const options = { passive: true, signal: watched.signal };
  element.addEventListener("scroll", onScroll, options);
  element.addEventListener("scrollend", () => held.rest(), options);
  element.addEventListener("wheel", onWheel, options);
  element.addEventListener("touchmove", () => held.push(), options);
  element.addEventListener("pointerdown", () => held.release(), options);
  // Ahead of the keys that jump.
  element.addEventListener("keydown", onKey, { ...options, capture: true });
  return () => watched.abort();
}
