// What is on the table, kept in the browser: the phones and what their screens show. A server that starts anew
// numbers its messages from 1; what was shown before stays, known by the start (`boot`) that it came from.

const KEY = "bobbin.simulator";
const LONGEST = 300;
const PEOPLE = ["Rina", "Sokha", "Layla", "Lan", "Marie", "Amina", "Nasrin", "Bopha", "Huda", "Thuy", "Awa", "Salma"];
export const KINDS = {
  "keypad-sms": { look: "keypad", line: "sim-sms" },
  "smart-sms": { look: "smart", line: "sim-sms" },
  "smart-telegram": { look: "smart", line: "sim-telegram" },
};

const random = (below) => crypto.getRandomValues(new Uint32Array(1))[0] % below;
const newId = () => Array.from({ length: 4 }, () => random(1 << 24).toString(36)).join("");

// +44 7700 900000 to 900999 are kept free by Ofcom for films and books.
export const newAddress = (line) =>
  line === "sim-sms" ? `+447700900${String(random(1000)).padStart(3, "0")}` : String(7000000000 + random(999999999));

export const newName = (phones) =>
  PEOPLE.find((name) => !phones.some((phone) => phone.name === name)) || `Phone ${phones.length + 1}`;

export const newPhone = (kind, name, address) => ({
  ...KINDS[kind], id: newId(), name, address: address || newAddress(KINDS[kind].line), boot: "", seen: 0, messages: [],
});

const fresh = () => ({
  phones: [newPhone("keypad-sms", "Rina"), newPhone("smart-telegram", "Sokha")],
  mail: { boot: "", seen: 0, read: 0, messages: [] },
});

export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (Array.isArray(kept?.phones) && kept.mail) return kept;
  } catch { /* what cannot be read is begun anew */ }
  return fresh();
}

export function save(table) {
  try {
    localStorage.setItem(KEY, JSON.stringify(table));
  } catch { /* full or forbidden: the page works, it only forgets */ }
}

export const forget = ({ mail }) => ({ ...fresh(), mail });

export const onOtherTab = (act) => addEventListener("storage", (event) => event.key === KEY && act());

export function wrote(phone, said) {
  const message = { id: newId(), mine: true, at: Date.now(), state: "sending", ...said };
  keep(phone, message);
  return message;
}

// Takes an answer of the server in. Returns whether there was anything new.
export function took(box, answer) {
  if (answer.boot !== box.boot) Object.assign(box, { boot: answer.boot, seen: 0 });
  const news = answer.messages.filter((message) => message.number > box.seen);
  const kept = news.slice(Math.max(0, news.findLastIndex((message) => message.cleared)));
  if (kept[0]?.cleared) box.messages.length = 0;
  for (const { tapped: answered, document: file, cleared, ...message } of kept) {
    if (answered) markTapped(box, answered);
    keep(box, { ...message, file, id: `${answer.boot}.${message.number}`, boot: answer.boot, at: Date.now() });
    box.seen = message.number;
  }
  return news.length > 0;
}

// The answer to a tap names its message by number; after a new start an older one may have the same.
function markTapped(box, { message, label }) {
  const same = box.messages.filter((shown) => !shown.mine && shown.number === message);
  const tapped = same.find((shown) => shown.tapping) || same.at(-1);
  if (tapped) Object.assign(tapped, { tapped: label, tapping: "" });
}

function keep(box, message) {
  if (box.messages.some((kept) => kept.id === message.id)) return;
  box.messages.push(message);
  box.messages.splice(0, box.messages.length - LONGEST);
}
