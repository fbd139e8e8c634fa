/**
 * How it stands with the connection, where it is not as it should be.
 *
 * @module
 */
import { CloudOff, LoaderCircle } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { useDesk } from "./desk_context.ts";

/** See the module. */
export function Banner() {
  const desk = useDesk();
  const state = desk.connection.value;
  const conversation = desk.shown.value;
  if (state.kind === "waiting") {
    return (
      <div class="banner" role="status">
        <CloudOff size={16} aria-hidden="true" />
        <span>
          {navigator.onLine ? "The gateway cannot be reached." : "This device is offline."}{" "}
          What you send waits until it is back.
        </span>
        <Countdown key={state.attempt} ms={state.retryInMs} />
        <button type="button" class="quiet" onClick={() => desk.client.reconnect()}>
          Try now
        </button>
      </div>
    );
  }
  if (state.kind === "connecting" && (state.attempt > 1 || conversation !== undefined)) {
    return (
      <div class="banner" role="status">
        <LoaderCircle size={16} class="spin" aria-hidden="true" />
        <span>Connecting…</span>
      </div>
    );
  }
  if (conversation?.state.value === "gone") {
    return (
      <div class="banner" role="status">
        <span>The gateway does not have this conversation any more.</span>
        <button type="button" class="quiet" onClick={() => void desk.show("")}>
          New conversation
        </button>
      </div>
    );
  }
  return null;
}

function Countdown({ ms }: { ms: number }) {
  const [end] = useState(() => Date.now() + ms);
  const [left, setLeft] = useState(ms);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, end - Date.now())), 250);
    return () => clearInterval(timer);
  }, []);
  // Read out each second it would talk over everything else.
  return <span class="countdown" aria-hidden="true">next try in {Math.ceil(left / 1_000)} s</span>;
}
