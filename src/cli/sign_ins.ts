/**
 * @module
 */
import { SignInFile } from "../adapters/sign_in_file.ts";
import type { CredentialsOptions } from "../http/credentials.ts";
import type { Startup } from "./startup.ts";
import { statePath } from "./state_store.ts";

/**
 * Sign-ins outlive a restart where conversations do, in a file beside theirs.
 *
 * @param options.state the state that was named; `undefined`: the usual one
 * @param options.token the credential somebody chose; another one ends the sign-ins made under this
 */
export function rememberedSignIns(
  { clock, logger }: Pick<Startup, "clock" | "logger">,
  { state, token = "" }: { state: string | undefined; token: string | undefined },
): Pick<CredentialsOptions, "signIns"> {
  const path = statePath(state);
  if (path === undefined) return {};
  return { signIns: new SignInFile({ path: `${path}-sign-ins`, token, clock, logger }) };
}
