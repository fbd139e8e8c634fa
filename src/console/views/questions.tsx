/**
 * What the agent asks, and how it is answered.
 *
 * @module
 */
import { Eye, KeyRound, MessageCircleQuestion, ShieldQuestion } from "lucide-preact";
import type { Question } from "tidegate/client";
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation.ts";

type Of<T extends Question["type"]> = Extract<Question, { type: T }>;

/** Every open question of a conversation, the oldest first. */
export function Questions({ conversation }: { conversation: Conversation }) {
  const open = conversation.questions.value;
  if (open.length === 0) return null;
  return (
    <section class="questions" aria-label="Questions">
      {open.map((question) => (
        <Card
          key={question.payload.request_id || question.type}
          question={question}
          conversation={conversation}
        />
      ))}
    </section>
  );
}

function Card(props: { question: Question; conversation: Conversation }) {
  const { question, conversation } = props;
  if (conversation.observes.value) return <Watched question={question} />;
  switch (question.type) {
    case "approval.request":
      return <Approval question={question} conversation={conversation} />;
    case "clarify.request":
      return <Clarify question={question} conversation={conversation} />;
    case "sudo.request":
      return (
        <Secret
          title={SUDO}
          label="Password"
          onAnswer={(value) => void conversation.answer(question, value)}
        />
      );
    case "secret.request":
      return (
        <Secret
          title={question.payload.prompt}
          label={question.payload.env_var}
          onAnswer={(value) => void conversation.answer(question, value)}
        />
      );
    case "terminal.read.request":
      return null;
  }
}

function Frame(
  { icon, title, children }: {
    icon: ComponentChildren;
    title: string;
    children: ComponentChildren;
  },
) {
  const id = useId();
  return (
    <section class="question" aria-labelledby={id}>
      <h2 id={id}>{icon}{title}</h2>
      {children}
    </section>
  );
}

/** A question as a window sees it that may only watch. */
function Watched({ question }: { question: Question }) {
  const asked = subjectOf(question);
  if (asked === undefined) return null;
  const { title, command, choices = [] } = asked;
  return (
    <Frame icon={<Eye size={17} aria-hidden="true" />} title={title}>
      {command !== undefined && <Command command={command} />}
      {choices.length > 0 && <ul>{choices.map((each) => <li key={each}>{each}</li>)}</ul>}
      <p class="elsewhere">Waits for an answer in another window</p>
    </Frame>
  );
}

/** What is asked, in words; `undefined`: no person is meant. */
function subjectOf(
  question: Question,
): { title: string; command?: string; choices?: readonly string[] } | undefined {
  switch (question.type) {
    case "approval.request": {
      const { command, description } = question.payload;
      return { title: description || UNSAID, command };
    }
    case "clarify.request": {
      const { question: title, choices } = question.payload;
      return { title, choices: choices ?? [] };
    }
    case "sudo.request":
      return { title: SUDO };
    case "secret.request":
      return { title: question.payload.prompt };
    case "terminal.read.request":
      return undefined;
  }
}

function Command({ command }: { command: string }) {
  return <pre tabIndex={0} aria-label="Command"><code>{command}</code></pre>;
}

/** Of an approval that says nothing of what it is about. */
const UNSAID = "May this be done?";
const SUDO = "The agent needs the password for sudo";

const CHOICES = [
  { choice: "once", label: "Allow once", class: "" },
  { choice: "session", label: "Allow for this session", class: "quiet" },
  { choice: "always", label: "Always allow", class: "quiet" },
  { choice: "deny", label: "Deny", class: "quiet danger" },
  { choice: "never", label: "Always deny", class: "quiet danger" },
] as const;

function Approval(
  { question, conversation }: {
    question: Of<"approval.request">;
    conversation: Conversation;
  },
) {
  const { command, description, allow_permanent, options } = question.payload;
  const never = options?.some(({ kind }) => kind === "reject_always") ?? false;
  const choices = CHOICES.filter(({ choice }) =>
    (choice !== "always" || allow_permanent !== false) && (choice !== "never" || never)
  );
  const [sent, setSent] = useState(false);
  return (
    <Frame
      icon={<ShieldQuestion size={17} aria-hidden="true" />}
      title={description || UNSAID}
    >
      <Command command={command} />
      <div class="actions">
        {choices.map(({ choice, label, class: kind }) => (
          <button
            key={choice}
            type="button"
            class={kind}
            disabled={sent}
            onClick={() => {
              setSent(true);
              conversation.answer(question, choice).finally(() => setSent(false));
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </Frame>
  );
}

function Clarify(
  { question, conversation }: { question: Of<"clarify.request">; conversation: Conversation },
) {
  const { question: asked, choices } = question.payload;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const answer = (text: string) => {
    if (text.trim() !== "") void conversation.answer(question, text.trim());
  };
  return (
    <Frame icon={<MessageCircleQuestion size={17} aria-hidden="true" />} title={asked}>
      {choices !== null && choices.length > 0 && (
        <div class="choices">
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              class="quiet"
              onClick={() => answer(choice)}
            >
              {choice}
            </button>
          ))}
        </div>
      )}
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          answer(input.current?.value ?? "");
        }}
      >
        <label for={id} class="hidden">Your answer</label>
        <input
          id={id}
          ref={input}
          type="text"
          autocomplete="off"
          placeholder={choices?.length ? "Or an answer of your own" : "Your answer"}
        />
        <button type="submit">Answer</button>
      </form>
    </Frame>
  );
}

function Secret(
  { title, label, onAnswer }: { title: string; label: string; onAnswer: (value: string) => void },
) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // It is in the field only, and there no longer than until it is sent.
  const take = () => {
    const value = input.current?.value ?? "";
    if (input.current !== null) input.current.value = "";
    return value;
  };
  return (
    <Frame icon={<KeyRound size={17} aria-hidden="true" />} title={title}>
      <form
        class="line"
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer(take());
        }}
      >
        <label for={id}>{label}</label>
        <input
          id={id}
          ref={input}
          type="password"
          autocomplete="off"
          spellcheck={false}
          data-1p-ignore
          required
        />
        <button type="submit">Send</button>
        <button
          type="button"
          class="quiet danger"
          onClick={() => {
            take();
            onAnswer("");
          }}
        >
          Decline
        </button>
      </form>
    </Frame>
  );
}
