// The server, as the page sees it. Every answer is JSON; a refusal becomes an Error with the server's own words.

const url = document.body.dataset.url;
const PATIENCE = 10000;

async function ask(path, options = {}) {
  const answer = await fetch(url + path, { ...options, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || `The server answered ${answer.status}`);
  return body;
}

const post = (path, fields) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });

export const say = ({ line, address }, said) => post("/send", { line, address, ...said });

export function sayFile({ line, address }, kind, file, text) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ line, address, kind, text })) form.append(name, value);
  form.append("file", file);
  return ask("/send", { method: "POST", body: form });
}

export function received({ line, address, seen, boot }) {
  const asked = new URLSearchParams({ line, address, after: seen });
  if (boot) asked.set("boot", boot);
  return ask(`/messages?${asked}`);
}

export const count = (text) => post("/count", { text });
export const code = () => ask("/code");
