// What a reader chose of colours, contrast and size of text: kept on this device, and set before the
// first paint wherever the browser has this file by then.

const KEY = "nextfin:display";
const NAMES = ["scheme", "contrast", "size"];
const { dataset } = document.documentElement;
let chosen = {};

function read() {
  try {
    chosen = JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    // Nothing may be kept, or what is kept can't be read: then all is as the device has it.
  }
}

function set() {
  for (const name of NAMES) dataset[name] = chosen[name] ?? "";
}

function show() {
  for (const input of document.querySelectorAll("#choices input")) {
    input.checked = input.value === dataset[input.name];
  }
}

function keep({ target: { name, value } }) {
  chosen[name] = value;
  set();
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // It holds for this page.
  }
}

function offer() {
  show();
  document.querySelector("#choices").addEventListener("change", keep);
}

read();
set();
if (document.readyState === "loading") addEventListener("DOMContentLoaded", offer);
else offer();
// Another window has chosen, or this page comes back as it was left.
for (const event of ["storage", "pageshow"]) {
  addEventListener(event, () => {
    read();
    set();
    show();
  });
}
