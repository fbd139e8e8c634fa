/**
 * A server with a configuration file, and whatever files that names.
 *
 * @module
 */
import type { Stage } from "./case.ts";
import type { Peer } from "./peer.ts";

/** Files of a server: what each holds, by its name in a folder of their own. */
export interface Files {
  "config.yaml": string;
  [name: string]: string;
}

/** Writes more files into the folder. */
export type Write = (files: Readonly<Record<string, string>>) => Promise<void>;

/** Plays with a server that reads `config.yaml`, until it has ended in good order. */
export async function withConfiguration(
  stage: Stage,
  files: Files,
  act: (peer: Peer, write: Write) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-conformance-" });
  const write: Write = async (more) => {
    for (const [name, text] of Object.entries(more)) {
      const parents = name.split("/").slice(0, -1);
      await Deno.mkdir([folder, ...parents].join("/"), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
  };
  try {
    await write(files);
    const server = await stage.launch({ args: ["--config", `${folder}/config.yaml`] });
    await act(await server.connect(), write);
    await server.end();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
