/**
 * @module
 */
import type { ClientState } from "../../client/connector.ts";

/** Listens to the states of a client, and tells in a line what a person would want to know: once an outage. */
export function connectionNews(tell: (text: string) => void): (state: ClientState) => void {
  let away = false;
  return (state) => {
    switch (state.kind) {
      case "online":
        if (away) tell("(connected again)");
        away = false;
        return;
      case "waiting":
        if (!away) tell(`(the connection is lost, it is tried again: ${state.error.message})`);
        away = true;
        return;
      case "stopped":
        return tell(`(the connection is lost for good: ${state.error.message})`);
    }
  };
}
