/**
 * @module
 */
import type { McpServer as AcpMcpServer } from "@agentclientprotocol/sdk";
import type { McpServer } from "../mcp_server.ts";
import { can } from "./fields.ts";

/** Servers of tools as the protocol tells of them, and the names of those the agent cannot use. */
export function mcpServersFor(
  servers: readonly McpServer[],
  capabilities: unknown,
): { servers: AcpMcpServer[]; refused: string[] } {
  const refused: string[] = [];
  const told = servers.flatMap((server): AcpMcpServer[] => {
    if ("command" in server) {
      const { name, command, args, env } = server;
      return [{ name, command, args: [...args], env: pairs(env) }];
    }
    if (can(capabilities, "http")) {
      return [{ type: "http", name: server.name, url: server.url, headers: pairs(server.headers) }];
    }
    refused.push(server.name);
    return [];
  });
  return { servers: told, refused };
}

function pairs(record: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}
