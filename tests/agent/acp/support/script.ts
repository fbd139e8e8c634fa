/** What a scripted ACP agent is to do: plain data, handed to its process as an argument. */

export type Step =
  /** Says a `session/update`. */
  | { update: Record<string, unknown> }
  /** Says so many updates, one after the other, as fast as it can. */
  | { flood: number }
  /** Thinks for so many milliseconds, as agents do between two words. */
  | { think: number }
  /** Writes a line as it is. */
  | { line: string }
  /** Writes one line of so many bytes. */
  | { longLine: number }
  /** Writes so many bytes that are no text. */
  | { binary: number }
  | { stderr: string }
  /** Asks the client and says the answer as a text. `$terminalId` in any step is the terminal made last. */
  | { ask: string; params: Record<string, unknown> }
  /** Says a text of so many characters in one message. */
  | { longText: number }
  /** Says as a text what the client answered last. */
  | { recall: true }
  /** Asks the client the same so many times, and does not wait. */
  | { askMany: number; method: string; params: Record<string, unknown> }
  /** Says as a text what it was given: the params of the last request of that method. */
  | { got: string }
  /** Says as a text which requests and notifications came so far. */
  | { heard: true }
  /** Says the value of a variable as a text. */
  | { env: string }
  /** Waits for `session/cancel`. */
  | { awaitCancel: true }
  /** Answers with an error. */
  | { fail: { code: number; message: string; data?: unknown } }
  /** Answers with an error the first time; after that it is no step. */
  | { failOnce: { code: number; message: string } }
  /** Answers with this, more members than usual or others. */
  | { answer: Record<string, unknown> }
  /** Never answers. */
  | { hang: true }
  | { exit: number }
  | { kill: "SIGKILL" | "SIGTERM" };

/** Steps before a request is answered; nothing: it is answered at once. */
export interface Script {
  /** Before anything else. */
  start?: Step[];
  initialize?: Step[];
  authenticate?: Step[];
  new?: Step[];
  load?: Step[];
  resume?: Step[];
  setMode?: Step[];
  setModel?: Step[];
  setConfigOption?: Step[];
  /** One list for each prompt of the process; the last stands for all that follow. */
  prompts?: Step[][];
}

/** An answer in text. */
export function says(text: string): Step {
  return { update: { sessionUpdate: "agent_message_chunk", content: { type: "text", text } } };
}
