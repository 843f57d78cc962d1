// The card beside the phones: the log-in of the demo, its code of the moment, the advisor's mailbox.

import * as api from "./api.js";
import { clock, element } from "./bubbles.js";
import { took } from "./memory.js";

const MAIL = "email";
const address = document.body.dataset.mailbox;
const find = (name) => document.querySelector(`[data-${name}]`);
const shown = { until: 0 };

export function toast(text) {
  const note = find("toast");
  note.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { note.textContent = ""; }, 3500);
}

async function refresh() {
  const { code, seconds } = await api.code();
  find("code").textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
  find("code").dataset.copy = code;
  shown.until = Date.now() + seconds * 1000;
}

async function tick() {
  if (!document.hidden) {
    const left = Math.max(0, (shown.until - Date.now()) / 1000);
    find("left").style.strokeDashoffset = String(30 - Math.min(30, left));
    if (left <= 0 || Date.now() > (shown.ask || 0)) {
      shown.ask = Date.now() + 5000;
      await refresh().catch(() => {});
    }
  }
  setTimeout(tick, 1000);
}

export async function lookForMail(table, changed) {
  if (!address) return;
  const answer = await api.received({ line: MAIL, address, ...table.mail }).catch(() => null);
  if (answer && took(table.mail, answer)) {
    changed();
    drawMail(table);
  }
}

export function drawMail({ mail }) {
  if (!address) return;
  find("no-mail").hidden = mail.messages.length > 0;
  find("mails").replaceChildren(...mail.messages.toReversed().map(letter));
  const unread = mail.messages.length - Math.min(mail.read, mail.messages.length);
  find("unread").hidden = !unread;
  find("unread").textContent = unread ? `${unread} new` : "";
}

function letter(message) {
  const made = element("li");
  const words = element("p", "", message.text);
  Object.assign(words, { dir: "auto", lang: message.language });
  made.append(element("time", "", clock(message.at)), words);
  return made;
}

async function copy({ target }) {
  const button = target.closest("[data-copy]");
  if (!button?.dataset.copy) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast("Copied");
  } catch {
    getSelection().selectAllChildren(button);
  }
}

export function begin(tableNow, changed) {
  document.addEventListener("click", copy);
  drawMail(tableNow());
  if (!address) return;
  document.querySelector(".mailbox").addEventListener("click", () => {
    const table = tableNow();
    table.mail.read = table.mail.messages.length;
    changed();
    drawMail(table);
  });
  tick();
}
