// The reader's shelves, of articles saved and stories followed: kept on this device alone. A page's
// buttons that put something on a shelf work by this.

export const PIECE = /^\/\d{4}\/\d\d\/\d\d\/[^/]+\/$/;
const MOST = 100;
const key = (shelf) => `nextfin:${shelf}`;

// What is on a shelf ("saved" or "followed"), by address.
export function on(shelf) {
  try {
    return JSON.parse(localStorage.getItem(key(shelf))) ?? {};
  } catch {
    return {};
  }
}

// Put something on a shelf, or take it off where there are no facts; false if there is no room.
export function put(shelf, address, facts) {
  const all = on(shelf);
  delete all[address];
  if (facts) all[address] = facts;
  if (facts && Object.keys(all).length > MOST) return false;
  try {
    localStorage.setItem(key(shelf), JSON.stringify(all));
  } catch {
    return false;
  }
  tend();
  return true;
}

// Tell the worker what to keep. Who has put nothing on a shelf has no worker, unless it is asked for.
export async function tend(isAsked) {
  // The dearest first: what was saved, then the stories, that which was read last before the others.
  const keep = [...Object.keys(on("saved")), ...Object.keys(on("followed")).reverse()];
  const workers = navigator.serviceWorker;
  try {
    if (!isAsked && !keep.length && !(await workers.getRegistration())) return;
    await workers.register("/sw.js", { updateViaCache: "none" });
    (await workers.ready).active.postMessage({ keep });
  } catch {
    // Without a worker, all is read with a connection.
  }
}

// Have it told if the worker has no room for what is at this address.
export function whenRefused(address, tell) {
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data.refused.includes(address)) tell();
  });
}

// What a page says of itself, to be put on a shelf; none if it has no button for that.
export function factsOf(page, shelf) {
  const said = page.querySelector(`[data-shelf="${shelf}"]`)?.dataset;
  const seen = shelf === "followed" ? [...piecesIn(page).keys()] : [];
  return said && { ...said, seen, at: Date.now() };
}

// The articles that a page leads to: their headlines by their addresses.
export function piecesIn(page) {
  const links = [...page.querySelectorAll("main a:not([aria-hidden])")].reverse();
  const found = links.map((link) => [link.getAttribute("href"), link.textContent]);
  return new Map(found.filter(([href]) => PIECE.test(href)).reverse());
}

for (const button of document.querySelectorAll("button[data-shelf]")) {
  const { shelf, address } = button.dataset;
  const label = button.textContent;
  const isThere = () => address in on(shelf);
  const show = () => {
    button.setAttribute("aria-pressed", isThere());
    button.textContent = isThere() ? button.value : label;
  };
  button.addEventListener("click", () => {
    if (put(shelf, address, !isThere() && factsOf(document, shelf))) show();
    else button.textContent = `Full: there is room for ${MOST}`;
  });
  addEventListener("storage", show);
  whenRefused(address, () => {
    if (isThere()) button.textContent = `${button.value}, without room to be read offline`;
  });
  show();
  // What stands on a story's page is known to who follows it and reads it; a copy shows nothing new.
  const isNew = shelf === "followed" && !document.documentElement.dataset.kept;
  if (isNew && isThere()) put(shelf, address, factsOf(document, shelf));
}
tend();
