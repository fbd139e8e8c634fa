/**
 * @module
 */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../model/desk.ts";

/** Where the views find the desk. */
export const DeskContext = createContext<Desk | undefined>(undefined);

/** The desk that is shown. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error("Showing a part of the desk: there is no desk around it");
  return desk;
}
