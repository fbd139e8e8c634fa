// @ts-check
/// <reference lib="dom" />

/**
 * The page: one conversation with the gateway that served it.
 *
 * @typedef {import("./gateway_client.js").GatewayEvent} GatewayEvent
 */
import { GatewayClient, GatewayError } from "./gateway_client.js";
import * as signIn from "./sign_in.js";
import { Transcript } from "./transcript.js";

const SESSION_KEY = "tidegate.session";

const banner = element("banner");
const status = element("status");
const prompt = /** @type {HTMLTextAreaElement} */ (element("prompt"));
const send = /** @type {HTMLButtonElement} */ (element("send"));
const stop = /** @type {HTMLButtonElement} */ (element("stop"));
const tokenInput = /** @type {HTMLInputElement} */ (element("token"));
const transcript = new Transcript(element("transcript"));
const client = new GatewayClient(socketUrl(), {
  protocols: signIn.protocols,
  mayConnect,
  onReady,
  onEvent,
  onOffline,
});

/** The live session. It outlives this page for a while, so a reload finds its conversation again. */
let sessionId = sessionStorage.getItem(SESSION_KEY) ?? "";
/** Between the end of `attach` and the loss of the connection. */
let attached = false;
let running = false;

element("composer").addEventListener("submit", onSubmit);
prompt.addEventListener("keydown", onKey);
stop.addEventListener("click", onStop);
element("token-form").addEventListener("submit", onToken);
element("sign-out").addEventListener("click", onSignOut);
// A new link opened in this tab changes the fragment only, and loads nothing.
addEventListener("hashchange", () => {
  if (location.hash.includes("code=")) start();
});
start();

async function start() {
  const code = signIn.takeCode();
  if (code !== "") {
    const answer = await signIn.signInByCode(code);
    if (answer.verdict !== "go") return showSignIn(answer.message);
  }
  setStatus("connecting", "connecting");
  client.start();
}

async function mayConnect() {
  const { verdict, message } = await signIn.checkCredential();
  if (verdict === "stop") showSignIn(message);
  if (verdict === "later") showBanner(message);
  return verdict;
}

async function onReady() {
  showChat();
  setStatus("connected", "connected");
  showBanner("");
  try {
    await attach();
    attached = true;
  } catch (error) {
    showBanner(`The conversation could not be opened: ${messageOf(error)}.`);
  }
  showRunning(running);
}

/** @param {number} seconds */
function onOffline(seconds) {
  attached = false;
  setStatus("offline", `offline, next try in ${seconds} s`);
  showRunning(running);
  if (banner.hidden) showBanner("The connection to the gateway was lost. Trying to get it back.");
}

async function attach() {
  if (sessionId === "" || !await resume()) await openSession();
}

async function openSession() {
  const created = await client.request("session.create", { cols: 96 });
  sessionId = created.session_id;
  sessionStorage.setItem(SESSION_KEY, sessionId);
  running = false;
  showInfo(created.info);
}

/** Goes on with the session we had; `false` when the gateway no longer has it. */
async function resume() {
  try {
    await showSession();
    return true;
  } catch (error) {
    if (!isSessionLost(error)) throw error;
    transcript.endAnswer("");
    transcript.addNotice(
      "The gateway no longer has this conversation (it was restarted, or the conversation had been " +
        "left for too long). What you write next begins a new one.",
      "error",
    );
    return false;
  }
}

/** Shows the conversation as it is, a running answer so far included, and every event from now on. */
async function showSession() {
  const live = await client.request("session.activate", { session_id: sessionId });
  transcript.replace(live.messages);
  running = live.running === true;
  if (live.inflight?.user) transcript.addUser(live.inflight.user);
  if (live.inflight?.assistant) transcript.appendText(live.inflight.assistant);
  showInfo(live.info);
}

/** @type {Record<string, (payload: any) => void>} */
const eventHandlers = {
  "message.start": () => showRunning(true),
  "message.delta": ({ text }) => transcript.appendText(text),
  "reasoning.delta": ({ text }) => transcript.appendReasoning(text),
  "thinking.delta": ({ text }) => setStatus("connected", text || "connected"),
  "tool.start": ({ tool_id, name, context }) => transcript.startTool(tool_id, `${name} ${context}`),
  "tool.complete": ({ tool_id, summary }) => transcript.endTool(tool_id, summary ?? ""),
  "status.update": ({ text }) => transcript.addNotice(text, "info"),
  "session.info": showInfo,
  "message.complete": onComplete,
  error({ message }) {
    transcript.endAnswer("");
    transcript.addNotice(message, "error");
    showRunning(false);
  },
};

/** @param {GatewayEvent} event */
function onEvent({ type, session_id, payload }) {
  if (session_id !== sessionId) return;
  eventHandlers[type]?.(payload ?? {});
}

/** @param {{ text?: string, status?: string, warning?: string }} payload */
function onComplete(payload) {
  transcript.endAnswer(payload.text ?? "");
  if (payload.status === "interrupted") transcript.addNotice("Stopped.", "info");
  if (payload.status === "error") transcript.addNotice("The agent ended with an error.", "error");
  if (payload.warning) transcript.addNotice(payload.warning, "error");
  setStatus("connected", "connected");
  showRunning(false);
}

/** @param {{ model?: string, running?: boolean }} info */
function showInfo(info) {
  element("model").textContent = info.model ?? "";
  if (typeof info.running === "boolean") showRunning(info.running);
}

/** @param {Event} event */
async function onSubmit(event) {
  event.preventDefault();
  const text = prompt.value;
  if (text.trim() === "" || running || !attached) return;
  prompt.value = "";
  transcript.addUser(text);
  showRunning(true);
  try {
    await submit(text);
  } catch (error) {
    transcript.addNotice(`The message was not sent: ${messageOf(error)}.`, "error");
    if (prompt.value === "") prompt.value = text;
    showRunning(false);
  }
}

/**
 * Sends a prompt; where its conversation has ended meanwhile, as the first of a new one.
 * @param {string} text
 */
async function submit(text) {
  try {
    await client.request("prompt.submit", { session_id: sessionId, text });
  } catch (error) {
    if (!isSessionLost(error)) throw error;
    await openSession();
    showRunning(true);
    await client.request("prompt.submit", { session_id: sessionId, text });
  }
}

/** @param {unknown} error */
function isSessionLost(error) {
  return error instanceof GatewayError && /session not found/i.test(error.message);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  // While an input method composes, Enter picks a word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLFormElement} */ (element("composer")).requestSubmit();
}

async function onStop() {
  try {
    await client.request("session.interrupt", { session_id: sessionId });
  } catch (error) {
    transcript.addNotice(`The answer was not stopped: ${messageOf(error)}.`, "error");
  }
  prompt.focus();
}

/** @param {Event} event */
function onToken(event) {
  event.preventDefault();
  const usable = signIn.useToken(tokenInput.value);
  tokenInput.value = "";
  if (usable) start();
  else {showBanner(
      "That cannot be the access token: it holds blanks or characters a token never has.",
    );}
}

async function onSignOut() {
  client.stop();
  attached = false;
  const { message } = await signIn.signOut();
  showSignIn(message);
}

/** @param {boolean} now */
function showRunning(now) {
  running = now;
  send.hidden = now;
  send.disabled = !attached;
  stop.hidden = !now;
  stop.disabled = !attached;
}

/** @param {string} message */
function showSignIn(message) {
  setStatus("offline", "signed out");
  showBanner(message);
  element("chat").hidden = true;
  element("sign-out").hidden = true;
  element("sign-in").hidden = false;
  tokenInput.focus();
}

function showChat() {
  if (!element("chat").hidden) return;
  element("sign-in").hidden = true;
  element("chat").hidden = false;
  element("sign-out").hidden = false;
  prompt.focus();
}

/** @param {string} message */
function showBanner(message) {
  banner.textContent = message;
  banner.hidden = message === "";
}

/** @param {"connecting" | "connected" | "offline"} state @param {string} text */
function setStatus(state, text) {
  status.dataset.state = state;
  status.textContent = text;
}

function socketUrl() {
  const url = new URL("api/ws", location.origin + location.pathname);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Cannot build the page: no element "${id}"`);
  return found;
}
