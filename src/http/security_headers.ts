/**
 * @module
 */

const everywhere: Record<string, string> = {
  // Nothing but our own files, no inline script, no foreign connection, no frame around us.
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Also tells Deno 2.4 not to compress such an answer, which would make a GET of another length than its
 * HEAD told.
 */
const NOT_KEPT = "no-store, no-transform";

/**
 * Adds the headers every answer carries, and forbids caching where the route said nothing about it.
 *
 * An upgrade is left alone: it must reach the runtime untouched (Deno stops the whole server over an
 * upgraded request that is answered with anything else), and browsers look at none of these there.
 */
export function secure(response: Response): void {
  if (response.status === 101) return;
  for (const [name, value] of Object.entries(everywhere)) response.headers.set(name, value);
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", NOT_KEPT);
}
