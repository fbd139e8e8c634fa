/**
 * @module
 */
import type { McpServer } from "../mcp_server.ts";

/** A shorter value is a switch or a version, and in every text. */
const SHORTEST_SECRET = 8;

/** What must not be shown of a server's configuration: the values it is given, and what its URL carries. */
export function secretsOf(server: McpServer): string[] {
  const values = "url" in server
    ? [...Object.values(server.headers).flatMap(withoutScheme), ...urlValues(server.url)]
    : Object.values(server.env);
  return values.filter((value) => value.length >= SHORTEST_SECRET);
}

/** `Bearer abc` is as secret as `abc`. */
function withoutScheme(header: string): string[] {
  return [header, header.replace(/^\w+ /, "")];
}

function urlValues(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { searchParams, username, password } = new URL(url);
  return [...searchParams.values(), username, password];
}
