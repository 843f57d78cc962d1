// The table: which phones lie on it, looking for news about once a second, and the card beside it.

import * as side from "./side.js";
import { KINDS, forget, load, newAddress, newName, newPhone, onOtherTab, save } from "./memory.js";
import { Phone } from "./phone.js";

const CALM = 1000;
const EAGER = 300;
const EAGER_FOR = 5000;
const ADDRESS = { "sim-sms": /^\+[1-9][0-9]{6,14}$/, "sim-telegram": /^[1-9][0-9]{0,15}$/ };
const shelf = document.querySelector(".shelf");
const dialog = document.querySelector("dialog");
const form = dialog.querySelector("form");
const join = document.body.dataset.join || "";
let table = load();
let phones = [];
let eagerUntil = 0;
let timer = 0;

function changed(soon) {
  save(table);
  if (soon) eagerUntil = Date.now() + EAGER_FOR;
  if (soon) again(EAGER);
}

function lay() {
  phones = table.phones.map((kept) => new Phone(kept, { changed, join, told: side.toast }));
  shelf.replaceChildren(...phones.map((phone) => phone.node));
  for (const phone of phones) phone.draw(true);
}

// ------------------------------------------------------------------------------------------- looking for news

let looking = false;

async function look() {
  if (document.hidden || looking) return;
  looking = true;
  try {
    await Promise.all([...phones.map((phone) => phone.look()), side.lookForMail(table, () => save(table))]);
  } finally {
    looking = false;
    again(Date.now() < eagerUntil ? EAGER : CALM);
  }
}

function again(wait) {
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

document.addEventListener("visibilitychange", () => !document.hidden && again(0));

// ------------------------------------------------------------------------------------------- adding, removing

function open() {
  const { elements } = form;
  elements.name.value = newName(table.phones);
  propose();
  dialog.showModal();
}

function propose() {
  const { line } = KINDS[form.elements.kind.value];
  form.elements.address.value = newAddress(line);
  form.querySelector("[data-address-label]").textContent = line === "sim-sms" ? "Number" : "Chat id";
  form.querySelector("[data-address-hint]").textContent =
    line === "sim-sms" ? "Made up: a range kept for films. Nothing is ever sent to it." : "Made up. Nothing is ever sent to it.";
  wrong("");
}

function wrong(why) {
  form.querySelector("[data-wrong]").textContent = why;
}

function add(event) {
  event.preventDefault();
  const { kind, name, address } = Object.fromEntries(new FormData(form));
  const { line } = KINDS[kind];
  const number = address.replace(/[\s().-]/g, "");
  if (!ADDRESS[line].test(number)) {
    return wrong(line === "sim-sms" ? "A number with its country, such as +447700900123." : "Digits alone, such as 7000000001.");
  }
  if (table.phones.some((phone) => phone.line === line && phone.address === number)) {
    return wrong("That one lies on the table already.");
  }
  table.phones.push(newPhone(kind, name.trim(), number));
  changed(true);
  lay();
  dialog.close();
  const { node, input } = phones.at(-1);
  node.scrollIntoView({ behavior: "smooth", block: "nearest", inline: "center" });
  input.focus({ preventScroll: true });
}

// Twice on the same button: a conversation is not thrown away by one slip.
function sure(button, act) {
  if (button.dataset.sure) return act();
  const before = button.textContent;
  Object.assign(button.dataset, { sure: "1" });
  button.textContent = "Sure?";
  setTimeout(() => {
    button.textContent = before;
    delete button.dataset.sure;
  }, 3000);
}

function remove(button) {
  const place = phones.findIndex((phone) => phone.node.contains(button));
  table.phones.splice(place, 1);
  phones.splice(place, 1)[0].node.remove();
  changed(false);
}

// What is being written here stays when the other tab only received something.
function fromOtherTab() {
  table = load();
  const same = table.phones.length === phones.length && table.phones.every(({ id }, place) => phones[place].kept.id === id);
  if (!same) lay();
  table.phones.forEach((kept, place) => { phones[place].kept = kept; phones[place].draw(); });
  side.drawMail(table);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-act]");
  const act = button?.dataset.act;
  if (act === "add") open();
  else if (act === "close") dialog.close();
  else if (act === "remove") sure(button, () => remove(button));
  else if (act === "forget") sure(button, () => { table = forget(table); changed(true); lay(); });
});
form.addEventListener("submit", add);
form.addEventListener("change", ({ target }) => target.name === "kind" && propose());
onOtherTab(fromOtherTab);

save(table);
lay();
side.begin(() => table, () => save(table));
look();
