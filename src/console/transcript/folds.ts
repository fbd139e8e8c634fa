/**
 * What is folded open, remembered while its row is out of sight and therefore not in the page.
 *
 * @module
 */
import { createContext } from "preact";
import { useCallback, useContext, useState } from "preact/hooks";

/** What a row remembers of itself: each fold by its name. */
export type Folds = Map<string, boolean>;

/** The folds of the row that is being shown. */
export const FoldsContext = createContext<Folds>(new Map());

/** Whether a fold of this row is open, and a way to say so. */
export function useFold(name: string, initial: boolean): [boolean, (isOpen: boolean) => void] {
  const folds = useContext(FoldsContext);
  const [, setSeen] = useState(0);
  const isOpen = folds.get(name) ?? initial;
  const set = useCallback((next: boolean) => {
    if ((folds.get(name) ?? initial) === next) return;
    folds.set(name, next);
    setSeen((seen) => seen + 1);
  }, [folds, name, initial]);
  return [isOpen, set];
}
