/** A configuration file in a folder of its own. */
import { join } from "node:path";
import { FileConfig } from "../../../src/cli/file_config.ts";
import { fakeClock } from "../../support/fake_clock.ts";
import { LogBook } from "../../support/log_book.ts";

export const COMMENTED = `# Mine.
agent: echo # the usual one

display:
  skin: tide   # like the sea
skills: [] # none yet
`;

/** A folder, what is in it, and a configuration over its file. */
export class Desk implements AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly log = new LogBook();

  private constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, "tidegate", "config.yaml");
  }

  static async open(text?: string): Promise<Desk> {
    const desk = new Desk(await Deno.makeTempDir());
    if (text !== undefined) await desk.put(text);
    return desk;
  }

  config(
    overruled: string[] = [],
    more: Partial<ConstructorParameters<typeof FileConfig>[0]> = {},
  ): FileConfig {
    const { clock } = fakeClock();
    const get = () => undefined;
    return new FileConfig({ path: this.path, get, overruled, clock, logger: this.log, ...more });
  }

  async put(text: string): Promise<void> {
    await Deno.mkdir(join(this.folder, "tidegate"), { recursive: true });
    await Deno.writeTextFile(this.path, text);
  }

  text(): Promise<string> {
    return Deno.readTextFile(this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** A change of the skin. */
export const skin = (value: string | undefined) => [{ path: ["display", "skin"], value }];
