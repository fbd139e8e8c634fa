// @ts-check
/// <reference lib="dom" />

/**
 * The conversation on the screen. Everything is put there as text, never as markup.
 *
 * @typedef {{ role: string, text?: string, reasoning?: string, name?: string, context?: string }} Row
 */

export class Transcript {
  /** @type {HTMLElement} */
  #root;
  /** The answer that is being written. @type {HTMLElement | null} */
  #answer = null;
  /** Where the next piece of it goes. @type {Text | null} */
  #tail = null;
  /** @type {Text | null} */
  #reasoning = null;
  /** @type {Map<string, HTMLElement>} */
  #tools = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** Shows a stored conversation in place of what is there. @param {Row[]} rows */
  replace(rows) {
    this.#root.replaceChildren();
    this.#forgetAnswer();
    for (const row of rows) this.#showRow(row);
    this.#root.scrollTop = this.#root.scrollHeight;
  }

  /** @param {string} text */
  addUser(text) {
    this.#add(block("message user", text));
    this.#root.scrollTop = this.#root.scrollHeight;
  }

  /** A line about the conversation, not of it. @param {string} text @param {"info" | "error"} kind */
  addNotice(text, kind) {
    this.#add(line(kind === "error" ? "notice error" : "notice", text));
  }

  /** @param {string} text */
  appendText(text) {
    const answer = this.#openAnswer();
    this.#keepingUp(() => {
      this.#tail ??= appendParagraph(answer, "text");
      this.#tail.appendData(text);
    });
  }

  /** @param {string} text */
  appendReasoning(text) {
    const answer = this.#openAnswer();
    this.#keepingUp(() => {
      this.#reasoning ??= appendDetails(answer, "Reasoning");
      this.#reasoning.appendData(text);
    });
  }

  /** @param {string} id @param {string} text */
  startTool(id, text) {
    const answer = this.#openAnswer();
    this.#keepingUp(() => {
      const tool = line("tool", `▸ ${text}`);
      this.#tools.set(id, tool);
      answer.append(tool);
      this.#endPiece();
    });
  }

  /** @param {string} id @param {string} outcome */
  endTool(id, outcome) {
    const tool = this.#tools.get(id);
    if (tool === undefined) return;
    this.#tools.delete(id);
    tool.append(outcome === "" ? " · done" : ` · ${outcome}`);
  }

  /**
   * Ends the answer. `text` is the whole of its last part, for when none of it came piece by piece.
   *
   * @param {string} text
   */
  endAnswer(text) {
    if (text !== "" && this.#tail === null) this.appendText(text);
    this.#answer?.setAttribute("aria-busy", "false");
    this.#forgetAnswer();
  }

  /** @param {Row} row */
  #showRow(row) {
    if (row.role === "tool") {
      return this.#add(line("tool", `▸ ${row.name ?? ""} ${row.context ?? ""}`));
    }
    const message = block(`message ${row.role === "user" ? "user" : "assistant"}`, row.text ?? "");
    if (row.reasoning) appendDetails(message, "Reasoning", "prepend").appendData(row.reasoning);
    this.#add(message);
  }

  #openAnswer() {
    if (this.#answer !== null) return this.#answer;
    const answer = document.createElement("article");
    answer.className = "message assistant";
    // A screen reader waits with it until it is whole, instead of reading out every piece.
    answer.setAttribute("aria-busy", "true");
    this.#add(answer);
    this.#answer = answer;
    return answer;
  }

  #forgetAnswer() {
    this.#answer = null;
    this.#tools.clear();
    this.#endPiece();
  }

  #endPiece() {
    this.#tail = null;
    this.#reasoning = null;
  }

  /** @param {HTMLElement} element */
  #add(element) {
    this.#keepingUp(() => this.#root.append(element));
  }

  /** Stays at the end while it grows, unless the reader has scrolled away. @param {() => void} change */
  #keepingUp(change) {
    const { scrollTop, scrollHeight, clientHeight } = this.#root;
    const following = scrollHeight - scrollTop - clientHeight < 48;
    change();
    if (following) this.#root.scrollTop = this.#root.scrollHeight;
  }
}

/** @param {string} className @param {string} text */
function block(className, text) {
  const element = document.createElement("article");
  element.className = className;
  appendParagraph(element, "text").appendData(text);
  return element;
}

/** @param {string} className @param {string} text */
function line(className, text) {
  const element = document.createElement("p");
  element.className = className;
  element.append(text);
  return element;
}

/** @param {HTMLElement} parent @param {string} className */
function appendParagraph(parent, className) {
  const text = document.createTextNode("");
  const paragraph = document.createElement("p");
  paragraph.className = className;
  paragraph.append(text);
  parent.append(paragraph);
  return text;
}

/** @param {HTMLElement} parent @param {string} title @param {"append" | "prepend"} where */
function appendDetails(parent, title, where = "append") {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.append(title);
  details.append(summary);
  const text = appendParagraph(details, "");
  parent[where](details);
  return text;
}
