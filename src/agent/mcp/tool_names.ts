/**
 * Names under which models call the tools of several servers.
 *
 * @module
 */

/** The longest name that model servers take. */
const MAX_NAME = 64;
/** Of which the server's part is at most so much, so that the tool's can be read. */
const MAX_SERVER = 28;

/**
 * The parts that stand for servers, in their order: 1 to 28 of `A-Z a-z 0-9 _ -`, each once, none with
 * `__` in it or `_` at its end. So what stands before the first `__` of a tool's name tells its server, and
 * no server can give a tool a name that a rule for another server's tools would match.
 */
export function serverParts(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = name.replace(/[^\w-]+/g, "_").replace(/_{2,}/g, "_").replace(/_+$/, "");
    const short = safe.slice(0, MAX_SERVER).replace(/_+$/, "");
    return unique(short === name && name !== "" ? short : marked(short, name, MAX_SERVER), {
      taken,
      limit: MAX_SERVER,
    });
  });
}

/**
 * The whole names of one server's tools, in their order: the server's part, `__`, and the tool's name as
 * far as it can be written. A name that had to be changed carries a mark made of the original, so that it
 * stays the same whatever other tools there are.
 */
export function toolNames(serverPart: string, ownNames: readonly string[]): string[] {
  const limit = MAX_NAME - serverPart.length - 2;
  const taken = new Set<string>();
  return ownNames.map((own) => {
    const safe = own.replace(/[^\w-]/g, "_").slice(0, limit);
    const part = safe === own && own !== "" ? safe : marked(safe, own, limit);
    return `${serverPart}__${unique(part, { taken, limit })}`;
  });
}

function marked(safe: string, original: string, limit: number): string {
  const mark = `-${hash(original)}`;
  return `${safe.slice(0, limit - mark.length)}${mark}`;
}

function unique(
  part: string,
  { taken, limit }: { taken: Set<string>; limit: number },
): string {
  let free = part;
  for (let n = 2; taken.has(free); n++) {
    const mark = `-${n}`;
    free = `${part.slice(0, limit - mark.length)}${mark}`;
  }
  taken.add(free);
  return free;
}

/** FNV-1a over UTF-16 units, 6 hexadecimal digits: no secret, it only has to tell names apart. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return (state >>> 8).toString(16).padStart(6, "0");
}
