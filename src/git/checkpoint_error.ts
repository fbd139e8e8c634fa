/**
 * @module
 */

/**
 * - `missing`: checkpoints cannot be had here at all: no git, no folder to keep them in;
 * - `refused`: of this folder none are made;
 * - `unknown`: there is no such checkpoint, or no such file in it;
 * - `failed`: something went wrong.
 */
export type CheckpointFault = "missing" | "refused" | "unknown" | "failed";

/** Why something could not be done with checkpoints; the message is for the user. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly kind: CheckpointFault;

  constructor(kind: CheckpointFault, message: string) {
    super(message);
    this.kind = kind;
  }
}
