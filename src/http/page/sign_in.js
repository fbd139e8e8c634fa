// @ts-check
/// <reference lib="dom" />

/**
 * Signing in: by the one-time code of a link, or by the access token.
 *
 * @typedef {{ verdict: "go" | "later" | "stop", message: string }} Answer
 */

/** The access token, for this page's life only. Empty: the browser's cookie speaks for us. */
let token = "";

/**
 * Takes the token a person pasted; "" goes back to the cookie. `false`: it cannot be one.
 *
 * @param {string} pasted
 */
export function useToken(pasted) {
  token = "";
  const trimmed = pasted.trim();
  // No header could carry anything else: the request would fail without a word to say why.
  if (!/^[\x21-\x7e]*$/.test(trimmed)) return false;
  token = trimmed;
  return true;
}

/** Takes the one-time code out of the address bar; "" when there is none. */
export function takeCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code") ?? "";
  if (code !== "") history.replaceState(null, "", location.pathname);
  return code;
}

/**
 * Signs in by a one-time code. A code that is refused changes nothing for whoever is signed in already: a
 * link is easily opened twice.
 *
 * @param {string} code
 * @returns {Promise<Answer>} where nothing lets us in, why the code did not
 */
export async function signInByCode(code) {
  const answer = await exchangeCode(code);
  if (answer.verdict === "go") {
    // From now on the cookie speaks for us.
    token = "";
    return answer;
  }
  const present = await checkCredential();
  return present.verdict === "go" ? present : answer;
}

/**
 * @param {string} code
 * @returns {Promise<Answer>}
 */
function exchangeCode(code) {
  return post("api/auth/exchange", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  });
}

/**
 * Asks whether our credential is good: a browser is never told why its WebSocket failed.
 *
 * @returns {Promise<Answer>}
 */
export function checkCredential() {
  return post(
    "api/auth/check",
    token === "" ? {} : {
      headers: { authorization: `Bearer ${token}` },
    },
  );
}

/** Ends this browser's sign-in and forgets the token. */
export async function signOut() {
  token = "";
  return await post("api/auth/logout", {});
}

/** The subprotocols to offer. */
export function protocols() {
  return token === "" ? ["tidegate.v1"] : ["tidegate.v1", `tidegate.token.${tokenText(token)}`];
}

// encodeURIComponent leaves brackets as they are, which a subprotocol may not hold.
/** @param {string} text */
function tokenText(text) {
  return encodeURIComponent(text).replaceAll("(", "%28").replaceAll(")", "%29");
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<Answer>}
 */
async function post(path, init) {
  try {
    const response = await fetch(path, { method: "POST", ...init });
    if (response.ok) return { verdict: "go", message: "" };
    const { error } = await response.json();
    const temporary = response.status >= 500 || response.status === 429;
    return { verdict: temporary ? "later" : "stop", message: sentence(error) };
  } catch {
    // Whatever the network said: the gateway did not answer as one.
    return { verdict: "later", message: "The gateway cannot be reached." };
  }
}

/** @param {{ reason: string, message: string }} error */
function sentence(error) {
  // Nothing was presented yet: the form itself says what to do.
  if (error.reason === "no_credential") return "";
  return `${error.message}.`;
}
