/**
 * @module
 */
import { Waves } from "lucide-preact";
import { useRef } from "preact/hooks";

/** The door: what to do where this browser is not signed in. */
export function SignInForm(
  { message, onToken }: { message: string; onToken: (token: string) => void },
) {
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const token = input.current?.value ?? "";
    if (input.current !== null) input.current.value = "";
    onToken(token);
  };
  return (
    <main class="door">
      <div class="card">
        <h1>
          <Waves size={22} aria-hidden="true" /> Tidegate
        </h1>
        {message !== "" && <p class="problem" role="alert">{message}</p>}
        <p>
          Open the link that the gateway printed when it started. It works once; after that this
          browser stays signed in for 30 days, or until you sign out.
        </p>
        <form onSubmit={submit} autocomplete="off">
          <label for="token">Or paste the access token</label>
          <div class="line">
            <input
              id="token"
              ref={input}
              type="password"
              autocomplete="off"
              spellcheck={false}
              required
            />
            <button type="submit">Sign in</button>
          </div>
        </form>
        <p class="note">The token stays in this page and is gone when you close it.</p>
      </div>
    </main>
  );
}
