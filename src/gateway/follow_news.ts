/**
 * @module
 */
import { followConfig } from "./config_news.ts";
import { followTools } from "./tool_news.ts";

/** Shows in the windows what becomes of tools and of the configuration. Call what it returns to end. */
export function followNews(
  among: Parameters<typeof followConfig>[0] & Parameters<typeof followTools>[0],
): () => void {
  const stops = [followTools(among), followConfig(among)];
  return () => stops.forEach((stop) => stop());
}
