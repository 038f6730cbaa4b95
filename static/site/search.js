// A search field that offers pages while a reader types, by keyboard first. Without this script it
// is a plain form. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

const PATIENCE = 120;
const form = document.querySelector("form.search[data-offers]");
if (form) enrich(form, form.elements.q);

function enrich(form, input) {
  const known = new Map();
  const list = made("ul", { id: "offers", className: "offers" });
  const status = made("p", { className: "unseen" });
  const field = made("span", { className: "field" });
  let asking, waiting, at = -1;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Pages that fit");
  status.setAttribute("role", "status");
  // A search field may not be a combobox; a text field may.
  input.type = "text";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.before(field);
  field.append(input, status);
  show([]);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  input.addEventListener("focus", dress, { once: true });

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, PATIENCE);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const options = list.children;
    if (event.key === "Escape") {
      if (list.isConnected) show([]);
      else input.value = "";
    } else if (event.key === "Enter" && options[at]) {
      location.assign(options[at].dataset.address);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.isConnected) return void offer();
      // One place more than there are options: the field itself.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((at + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else return;
    event.preventDefault();
  });

  input.addEventListener("blur", () => show([]));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });

  async function offer() {
    const typed = input.value.trim();
    asking?.abort();
    asking = new AbortController();
    try {
      if (!known.has(typed)) known.set(typed, typed ? await ask(typed, asking.signal) : []);
      if (typed === input.value.trim() && document.activeElement === input) show(known.get(typed));
    } catch {
      // Nothing is offered; the form still works.
    }
  }

  async function ask(typed, signal) {
    const answer = await fetch(`${form.dataset.offers}?q=${encodeURIComponent(typed)}`, {
      credentials: "omit",
      signal,
    });
    return (await answer.json()).offers;
  }

  function show(offers) {
    list.replaceChildren(
      ...offers.map(({ kind, name, address }, place) => {
        const option = made("li", { id: `offer-${place}` });
        option.setAttribute("role", "option");
        option.dataset.address = address;
        option.append(made("span", { textContent: kind }), name);
        return option;
      }),
    );
    if (offers.length) field.append(list);
    else list.remove();
    input.setAttribute("aria-expanded", list.isConnected);
    status.textContent = offers.length ? `${offers.length} pages offered; arrow keys to choose` : "";
    choose(-1);
  }

  function choose(place) {
    at = place;
    for (const option of list.children) option.setAttribute("aria-selected", option === list.children[at]);
    if (list.children[at]) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function dress() {
    if (document.querySelector(`link[href="${form.dataset.sheet}"]`)) return;
    document.head.append(made("link", { rel: "stylesheet", href: form.dataset.sheet }));
  }
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
