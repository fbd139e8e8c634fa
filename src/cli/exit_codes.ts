/**
 * @module
 */

/** What the process's exit code says. Listed by `tidegate --help`. */
export const exitCodes = {
  ok: { code: 0, meaning: "ended as asked: end of input, a signal, the peer left" },
  crash: { code: 1, meaning: "crashed; the stack is in the crash log" },
  usage: { code: 2, meaning: "a flag, a setting or a file that cannot be used" },
  portInUse: { code: 3, meaning: "the port is taken" },
  portLost: { code: 4, meaning: "the port was lost and could not be had again for a minute" },
  cutShort: { code: 130, meaning: "a second Ctrl-C cut the shutdown short" },
} as const;

/** What the exit code of `tidegate chat` says. Listed by its help. */
export const chatExitCodes = {
  complete: { code: 0, meaning: "the answer is complete; or you left" },
  failed: { code: 1, meaning: "the turn failed, or the gateway cannot be reached" },
  usage: { code: 2, meaning: "a flag, a setting or a file that cannot be used; a refused token" },
  interrupted: { code: 130, meaning: "the turn was interrupted" },
} as const;

/** What the exit code of `tidegate doctor` says. Listed by its help. */
export const doctorExitCodes = {
  healthy: { code: 0, meaning: "no problems; there may be notes" },
  problems: { code: 1, meaning: "there are problems" },
  usage: { code: 2, meaning: "a flag that there is not, or that cannot be read" },
} as const;

/** A start that cannot be, for a reason outside the program. The message is for whoever starts it. */
export class StartError extends Error {
  override readonly name: string = "StartError";
  readonly exitCode: number;

  constructor(message: string, { exitCode }: { exitCode: number }) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A flag, a setting or a file that cannot be used. */
export class UsageError extends StartError {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(message, { exitCode: exitCodes.usage.code });
  }
}
