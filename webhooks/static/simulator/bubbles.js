// Bubbles of a conversation. Words of people are put in as text, never as markup.

const KINDS = { photo: "Photo", file: "File", voice: "Voice note" };
const THUMB = 220;

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export function cost({ segments, encoding }) {
  return segments ? `${segments} SMS · ${encoding}` : "";
}

export function bubble(message) {
  const made = element("div", `message ${message.mine ? "mine" : "theirs"}`);
  made.dataset.id = message.id;
  const body = element("div", "bubble");
  if (message.file) body.append(fileOf(message.file));
  if (message.text) body.append(wordsOf(message));
  body.append(element("span", "meta"));
  made.append(body);
  if (message.options?.length) made.append(buttonsOf(message));
  freshen(made, message);
  return made;
}

// What changes after a bubble was drawn: whether it was sent, what it cost, which button was tapped.
export function freshen(made, message) {
  made.querySelector(".meta").replaceChildren(...metaOf(message));
  made.classList.toggle("failed", message.state === "failed");
  made.classList.toggle("sending", message.state === "sending");
  for (const button of made.querySelectorAll(".buttons button")) freshenButton(button, message);
}

function freshenButton(button, message) {
  const chosen = message.tapped === button.dataset.label;
  button.disabled = Boolean(message.tapped || message.tapping);
  button.classList.toggle("waiting", message.tapping === button.dataset.label);
  button.classList.toggle("chosen", chosen);
  button.hidden = Boolean(message.tapped) && !chosen;
  button.textContent = (chosen ? "✓ " : "") + button.dataset.label;
}

function wordsOf(message) {
  const words = element("p", "words", message.text);
  words.dir = "auto";
  if (message.language) words.lang = message.language;
  return words;
}

function metaOf(message) {
  const parts = [element("span", "cost", cost(message)), element("time", "", clock(message.at))];
  if (message.mine && message.state === "sent") parts.push(element("span", "ticks", "✓"));
  if (message.state === "sending") parts.push(element("span", "ticks", "…"));
  if (message.state === "failed") parts.push(failure(message));
  return parts.filter((part) => part.textContent);
}

function failure(message) {
  const note = element("span", "failure", `Not sent. ${message.why || ""} `);
  const again = element("button", "again", "Try again");
  again.type = "button";
  again.dataset.again = message.id;
  note.append(again);
  return note;
}

function buttonsOf(message) {
  const buttons = element("div", "buttons");
  for (const [data, label] of message.options) {
    const button = element("button", "", label);
    Object.assign(button, { type: "button", dir: "auto", lang: message.language || "" });
    Object.assign(button.dataset, { choice: data, label, of: message.id });
    buttons.append(button);
  }
  return buttons;
}

function fileOf(file) {
  if (file.thumb) return picture(file);
  if (file.content) return received(file);
  const made = element("p", `file ${file.kind}`);
  if (file.kind === "voice") made.append(element("span", "wave"));
  const name = element("bdi", "", file.kind === "voice" ? "" : file.name);
  made.append(element("b", "", KINDS[file.kind]), name, element("small", "", size(file.size)));
  return made;
}

// A file that came, to be saved. The link holds it, because the page's policy lets nothing else be asked for.
function received({ name, media_type: type, content }) {
  const made = element("a", "file");
  Object.assign(made, { href: `data:${type};base64,${content}`, download: name });
  made.append(element("b", "", KINDS.file), element("bdi", "", name), element("small", "", size(content.length * 0.75)));
  return made;
}

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

// On a canvas, because the page's policy allows no image but the server's own.
function picture(file) {
  const canvas = element("canvas", "photo");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Photo ${file.name}`);
  [canvas.width, canvas.height] = file.shape;
  const bytes = Uint8Array.from(atob(file.thumb), (letter) => letter.charCodeAt(0));
  createImageBitmap(new Blob([bytes], { type: "image/jpeg" }))
    .then((bitmap) => canvas.getContext("2d").drawImage(bitmap, 0, 0))
    .catch(() => canvas.remove());
  return canvas;
}

// A small JPEG of an image, to remember; nothing for what the browser cannot draw.
export async function thumbnail(blob) {
  try {
    const bitmap = await createImageBitmap(blob);
    const scale = Math.min(1, THUMB / Math.max(bitmap.width, bitmap.height));
    const shape = [Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale)];
    const canvas = element("canvas");
    [canvas.width, canvas.height] = shape;
    canvas.getContext("2d").drawImage(bitmap, 0, 0, ...shape);
    return { shape, thumb: canvas.toDataURL("image/jpeg", 0.7).split(",")[1] };
  } catch {
    return {};
  }
}
