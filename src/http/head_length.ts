/**
 * @module
 */

/**
 * Says in the answer to a HEAD request how long that to a GET would be, which is all there is to tell of its
 * body. A runtime sees an empty body otherwise, and calls it 0 long, or leaves it open.
 */
export async function tellLength(response: Response): Promise<void> {
  const { body, headers } = response;
  if (body === null || headers.has("content-length")) return;
  const { byteLength } = await response.clone().arrayBuffer();
  headers.set("content-length", String(byteLength));
}
