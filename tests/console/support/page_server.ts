/** Serves a bundled page as the gateway serves the console: with its headers. */
import { basename } from "node:path";
import { readFile } from "node:fs/promises";
import { secure } from "../../../src/http/security_headers.ts";
import { bundle } from "./bundle.ts";

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** A page that is being served. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `entry` with its style sheets on a port of this machine.
 *
 * @param entry a module of tests/console/pages
 * @param styles style sheets, in their order
 */
export async function servePage(entry: URL, styles: readonly URL[]): Promise<ServedPage> {
  const files = new Map(await bundle(entry));
  const sheets = await Promise.all(styles.map((style) => readFile(style, "utf8")));
  files.set("/page.css", sheets.join("\n"));
  const script = `/${basename(entry.pathname).replace(/\.tsx?$/, ".js")}`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css">
<link rel="icon" href="data:,"><script type="module" src="${script}"></script></head>
<body><main id="root"></main></body></html>`;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    const response = answer(pathname, pathname === "/" ? html : files.get(pathname));
    secure(response);
    return response;
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, close: () => server.shutdown() };
}

function answer(path: string, text: string | undefined): Response {
  if (text === undefined) return new Response("not found", { status: 404 });
  const type = TYPES[path.slice(path.lastIndexOf(".") + 1)] ?? "text/html; charset=utf-8";
  return new Response(text, { headers: { "content-type": type } });
}
