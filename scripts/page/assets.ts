/**
 * The files of the page, and what they are called.
 *
 * @module
 */

/** A file: its name below the page's own address, and what it says. */
export interface Asset {
  readonly name: string;
  readonly text: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};

/** What a file is served as; "" is the page itself. */
export function contentTypeOf(name: string): string {
  if (name === "") return "text/html; charset=utf-8";
  const type = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
  if (type === undefined) throw new Error(`Serving ${name}: no content type is known for it`);
  return type;
}

/** Puts what a file says into its name. */
export async function withHash(name: string, text: string): Promise<Asset> {
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  const hash = [...bytes.subarray(0, 5)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const dot = name.lastIndexOf(".");
  return { name: `assets/${name.slice(0, dot)}-${hash}${name.slice(dot)}`, text };
}
