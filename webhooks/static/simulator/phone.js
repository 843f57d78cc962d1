// One phone on the table: its screen drawn from what is remembered, its keys and buttons turned into messages.

import * as api from "./api.js";
import { bubble, clock, freshen, thumbnail } from "./bubbles.js";
import { took, wrote } from "./memory.js";

const GIVE_UP_TAP = 6000;
const COUNT_AFTER = 180;
const BIGGEST = 12e6;
const NOTHING = {
  keypad: "No messages.\nWrite anything, for example",
  smart: "Nobody has written here yet. Say anything.",
};
const TAKES = {
  photo: "image/*",
  voice: "audio/*,.ogg,.oga,.opus,.amr",
  file: "",
};

export class Phone {
  constructor(kept, { changed, told, join }) {
    Object.assign(this, { kept, changed, told, join, files: new Map(), line: kept.line });
    this.node = document.getElementById(kept.look).content.firstElementChild.cloneNode(true);
    this.node.append(document.getElementById("caption").content.cloneNode(true));
    this.log = this.node.querySelector(".log");
    this.input = this.node.querySelector("textarea");
    this.label();
    this.listen();
    this.draw();
  }

  get telegram() {
    return this.line === "sim-telegram";
  }

  label() {
    const { name, address } = this.kept;
    this.node.classList.add(this.telegram ? "telegram" : "sms");
    this.node.setAttribute("aria-label", `${name}’s phone`);
    this.log.setAttribute("aria-label", `Messages on ${name}’s phone`);
    this.input.setAttribute("aria-label", `Write on ${name}’s phone`);
    this.node.querySelector(".owner").textContent = name;
    this.node.querySelector(".number").textContent = this.telegram ? `Telegram ${address}` : `SMS ${address}`;
    this.node.querySelector(".remove").setAttribute("aria-label", `Remove ${name}’s phone`);
    const kind = this.node.querySelector(".kind");
    if (kind) kind.textContent = this.telegram ? "bot" : "SMS";
    for (const link of this.node.querySelectorAll(".link")) {
      link.hidden = !this.join;
      link.querySelector("code").textContent = `f_${this.join}`;
    }
    if (!this.telegram) this.node.querySelector(".attach")?.remove();
  }

  listen() {
    this.node.querySelector(".compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("input", () => this.typed());
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.menu(false));
    this.node.querySelector(".attach")?.addEventListener("focusout", (event) => {
      if (!event.currentTarget.contains(event.relatedTarget)) this.menu(false);
    });
    this.node.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    this.node.querySelector("input[type=file]")?.addEventListener("change", (event) => this.attach(event.target));
  }

  pressed(button) {
    this.menu(button?.dataset.act === "attach" && this.node.querySelector(".menu").hidden);
    if (!button) return;
    const { key, choice, again, file, act } = button.dataset;
    if (key) this.key(key);
    else if (choice) this.tap(button.dataset);
    else if (again) this.again(again);
    else if (file) this.pick(file);
    else if (act === "start") this.say({ text: "/start" });
    else if (act === "link") this.say({ start: `f_${this.join}` }, `/start f_${this.join}`);
  }

  menu(open) {
    const menu = this.node.querySelector(".menu");
    if (!menu) return;
    menu.hidden = !open;
    this.node.querySelector(".clip").setAttribute("aria-expanded", String(Boolean(open)));
  }

  key(key) {
    if (key === "send") this.send();
    else if (key === "clear") this.write(Array.from(this.input.value).slice(0, -1).join(""));
    else if (key === "up" || key === "down") this.log.scrollBy({ top: key === "up" ? -90 : 90, behavior: "smooth" });
    else this.write(this.input.value + key);
  }

  write(text) {
    this.input.value = text;
    this.typed();
  }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    clearTimeout(this.counting);
    if (this.telegram) return;
    this.counting = setTimeout(() => this.count(), this.input.value ? COUNT_AFTER : 0);
  }

  async count() {
    const text = this.input.value;
    const counted = text ? await api.count(text).catch(() => null) : null;
    if (text !== this.input.value) return;
    this.node.querySelector(".compose .cost").textContent = counted
      ? `${counted.left} left · ${counted.segments} SMS · ${counted.encoding}`
      : "";
  }

  send() {
    const text = this.input.value.trim();
    if (!text) return;
    this.write("");
    this.say({ text });
  }

  say(said, shown = said.text) {
    return this.deliver(wrote(this.kept, { text: shown, said }), () => api.say(this.kept, said));
  }

  async deliver(message, sending) {
    message.state = "sending";
    this.draw(true);
    this.changed(true);
    try {
      const answer = await sending();
      Object.assign(message, { state: "sent", segments: answer.segments, encoding: answer.encoding });
    } catch (error) {
      Object.assign(message, { state: "failed", why: error.name === "TypeError" ? "No connection." : error.message });
    }
    this.draw();
    this.changed(true);
  }

  again(id) {
    const message = this.kept.messages.find((kept) => kept.id === id);
    const file = this.files.get(id);
    if (message.said) this.deliver(message, () => api.say(this.kept, message.said));
    else if (file) this.deliver(message, () => api.sayFile(this.kept, message.file.kind, file, message.text));
    else this.told("The file is no longer at hand. Please attach it again.");
  }

  // As on Telegram: the button spins until it is answered, and comes back when nobody answers.
  async tap({ choice, label, of }) {
    const message = this.kept.messages.find((kept) => kept.id === of);
    message.tapping = label;
    this.draw();
    const said = { choice, label, message: message.number };
    await api.say(this.kept, said).catch((error) => this.untap(message, error.message));
    this.changed(true);
    setTimeout(() => this.untap(message), GIVE_UP_TAP);
  }

  untap(message, why = "") {
    if (!message.tapping) return;
    message.tapping = "";
    this.draw();
    if (why) this.told(why);
  }

  pick(kind) {
    const picker = this.node.querySelector("input[type=file]");
    Object.assign(picker, { accept: TAKES[kind], value: "" });
    picker.dataset.kind = kind;
    picker.click();
  }

  async attach(picker) {
    const [file] = picker.files;
    const { kind } = picker.dataset;
    if (!file) return;
    if (file.size > BIGGEST) return this.told("That file is larger than 12 MB.");
    const text = this.input.value.trim();
    this.write("");
    const small = kind === "photo" ? await thumbnail(file) : {};
    const message = wrote(this.kept, { text, file: { kind, name: file.name, size: file.size, ...small } });
    this.files.set(message.id, file);
    await this.deliver(message, () => api.sayFile(this.kept, kind, file, text));
  }

  async look() {
    for (const made of this.node.querySelectorAll(".time")) made.textContent = clock(Date.now());
    try {
      const answer = await api.received(this.kept);
      this.online(true);
      if (took(this.kept, answer)) {
        this.draw();
        this.changed(false);
      }
    } catch {
      this.online(false);
    }
  }

  online(is) {
    this.node.classList.toggle("offline", !is);
  }

  // Bring the screen to what is remembered, touching only what differs.
  draw(mine = false) {
    const atEnd = mine || this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    const drawn = new Map(Array.from(this.log.querySelectorAll(".message"), (made) => [made.dataset.id, made]));
    for (const message of this.kept.messages) {
      const made = drawn.get(message.id);
      if (made) freshen(made, message);
      else this.log.append(bubble(message));
      drawn.delete(message.id);
    }
    for (const gone of drawn.values()) gone.remove();
    this.empty();
    if (atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  empty() {
    const empty = !this.kept.messages.length;
    this.node.classList.toggle("empty", empty);
    const hint = NOTHING[this.kept.look];
    this.log.dataset.hint = this.kept.look === "keypad" ? `${hint} ${this.join || "HELLO"}` : hint;
    const begin = this.node.querySelector(".begin");
    if (begin) begin.hidden = !(empty && this.telegram);
  }
}
