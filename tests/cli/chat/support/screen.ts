/** A real terminal: a pane of tmux, whose keys are pressed and whose text is read. */
import { patiently } from "../../../conformance/patience.ts";

/** Whether there is a tmux here. */
export const HAS_TMUX = await hasTmux();

async function hasTmux(): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  const { success } = await new Deno.Command("sh", {
    args: ["-c", "command -v tmux"],
    stdout: "null",
  }).output();
  return success;
}

// By the shell: the tests may run that, and need not be allowed what few machines have.
function tmux(args: readonly string[], options: Deno.CommandOptions = {}): Deno.Command {
  return new Deno.Command("sh", { ...options, args: ["-c", 'exec tmux "$@"', "tmux", ...args] });
}

/** See the module. Its server, and what runs in it, end with the test. */
export class Screen implements AsyncDisposable {
  readonly #name = `tidegate-test-${crypto.randomUUID()}`;
  readonly #control: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #news: ReadableStreamDefaultReader<string>;

  /** Starts a command line of the shell, in 100 columns and 50 rows. */
  constructor(commandLine: string, env: Record<string, string>) {
    // A client in control mode is told whenever the pane says something: nothing has to be polled.
    this.#control = tmux([
      ...["-L", this.#name, "-f", "/dev/null", "-C"],
      ...["new-session", "-x", "100", "-y", "50", commandLine],
    ], {
      env: { ...env, TERM: "xterm" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#input = this.#control.stdin.getWriter();
    this.#news = this.#control.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Presses keys by their names. */
  async press(...keys: string[]): Promise<void> {
    await this.#run("send-keys", ...keys);
  }

  /** Types text, and Enter. */
  async enter(text: string): Promise<void> {
    await this.#run("send-keys", "-l", text);
    await this.press("Enter");
  }

  /** What is on the screen, once it fits; fails with what is there when it never does. */
  async shows(pattern: RegExp): Promise<string> {
    for (;;) {
      const text = await this.#run("capture-pane", "-p", "-S", "-");
      if (pattern.test(text)) return text;
      const what = () => `${pattern} on a screen that shows:\n${text.trimEnd()}\n`;
      const { done } = await patiently(this.#news.read(), what);
      if (done) throw new Error(`the terminal ended without ${pattern}; it showed:\n${text}`);
    }
  }

  async #run(...args: string[]): Promise<string> {
    const { stdout } = await tmux(["-L", this.#name, ...args]).output();
    return new TextDecoder().decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("kill-server");
    await this.#control.status;
    await this.#input.close().catch(() => {});
    await this.#news.cancel();
  }
}
