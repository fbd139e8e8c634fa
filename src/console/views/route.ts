/**
 * Which conversation is looked at, as the fragment of the address: a reload shows the same.
 *
 * @module
 */
import { effect } from "@preact/signals";
import type { Desk, View } from "../model/desk.ts";

const PREFIX = "#/s/";

/** The stored id in a fragment; "" where there is none. */
export function placeIn(fragment: string): string {
  if (!fragment.startsWith(PREFIX)) return "";
  try {
    return decodeURIComponent(fragment.slice(PREFIX.length));
  } catch {
    return "";
  }
}

/** Keeps the address and the desk together; answers what ends that. */
export function followAddress(desk: Desk): () => void {
  const onHash = () => {
    const place = placeIn(location.hash);
    if (place !== desk.place.value) void desk.show(place);
  };
  addEventListener("hashchange", onHash);
  void desk.show(placeIn(location.hash));
  let before: View["kind"] = "new";
  const unfollow = effect(() => {
    const { kind } = desk.view.value;
    const place = desk.place.value;
    const opened = before === "opening" && kind === "open";
    before = kind;
    if (place === placeIn(location.hash)) return;
    const address = place === "" ? location.pathname : PREFIX + encodeURIComponent(place);
    // It was looked for by a title, or by an id it had before: going back there would lead here again.
    if (opened) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  });
  return () => {
    removeEventListener("hashchange", onHash);
    unfollow();
  };
}
