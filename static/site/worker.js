// What this device keeps to be read without a connection. Online it is always the network that
// answers; a kept copy is shown only when the network does not, and says when it was made.
// /sw.js imports this, and says in SHEET where the look of that line is.

const KEPT = "nextfin-1"; // what is kept, and in which form
const OFFLINE = "/offline/";
const ALWAYS = [OFFLINE, "/app/", "/saved/", "/"];
const MOST_PAGES = 150;
const MOST_BYTES = 40e6;
const LARGEST_PAGE = 2e6;
const MOST_PICTURES = 8; // of one page
const FRESH = 15 * 60e3;

const pathOf = (address) => new URL(address, location.origin).pathname;
const isPart = (path) => /^\/(static|media)\//.test(path);
const open = () => caches.open(KEPT);

// One piece of work after another, so that no two of them undo each other. None may break a page.
let work = Promise.resolve();
const inTurn = (task) => (work = work.then(task).catch(() => {}));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(inTurn(() => settle(event.data.keep)));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (origin !== location.origin || request.method !== "GET") return;
  if (request.headers.has("range") || pathname.startsWith("/admin/")) return;
  const isPage = request.mode === "navigate" || request.headers.get("accept") === "text/html";
  if (isPage) event.respondWith(page(event, pathname, search));
  else if (isPart(pathname)) event.respondWith(part(event, pathname));
});

async function install() {
  await keep(OFFLINE);
  // Open pages speak with this worker as with the one before it if both keep things in one form.
  const before = (await caches.keys()).filter((name) => name.startsWith("nextfin-"));
  if (before.every((name) => name === KEPT)) skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("nextfin-") && name !== KEPT) await caches.delete(name);
  }
  await clients.claim();
  inTurn(() => renew(0));
}

// --- Answers --------------------------------------------------------------------------------------

async function page(event, path, search) {
  try {
    const [response, isKept] = await Promise.all([fetch(event.request), holds(path)]);
    if (!search && [404, 410].includes(response.status)) event.waitUntil(inTurn(() => drop(path)));
    else if (!search && isKept && response.ok) {
      const copy = response.clone();
      event.waitUntil(inTurn(() => keep(path, copy)));
    }
    event.waitUntil(inTurn(() => renew(FRESH)));
    return response;
  } catch (error) {
    const found = (!search && (await copyOf(path))) || null;
    if (found) return found;
    if (event.request.mode !== "navigate") throw error;
    const instead = await copyOf(path === "/saved/" || path === "/app/" ? path : OFFLINE);
    if (instead) return instead;
    throw error;
  }
}

async function part(event, path) {
  try {
    return await fetch(event.request);
  } catch (error) {
    const found = (await (await open()).match(path)) ?? (await likeness(event, path));
    if (found) return found;
    throw error;
  }
}

const holds = async (path) => Boolean(await (await open()).match(path).catch(() => null));

// The copy of a page, with a line that says so.
async function copyOf(path) {
  const found = await (await open()).match(path);
  if (!found) return null;
  const at = found.headers.get("x-kept");
  const own = ALWAYS.includes(path) && path !== "/";
  const words = own ? "You are offline." : `Saved ${moment(new Date(at))}, offline.`;
  let html = await found.text();
  if (!html.includes(SHEET)) html = html.replace("</head>", `<link rel="stylesheet" href="${SHEET}">$&`);
  html = html
    .replace("<html", `<html data-kept="${at}"`)
    .replace("<main", `<p class="kept" role="status">${words}</p>$&`);
  return new Response(html, { headers: found.headers });
}

function moment(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return isToday ? `at ${time}` : `on ${at.toLocaleDateString("en", { dateStyle: "long" })}, ${time}`;
}

// The same picture in the size that is kept.
async function likeness({ clientId }, path) {
  const kept = await open();
  const client = await clients.get(clientId);
  const html = client && (await (await kept.match(pathOf(client.url)))?.text());
  const sizes = picturesOf(html ?? "").find((one) => one.includes(path)) ?? [];
  for (const one of sizes) {
    const found = await kept.match(one);
    if (found) return found;
  }
  return null;
}

// --- Keeping --------------------------------------------------------------------------------------

// Keep these pages and no others.
async function settle(addresses) {
  const asked = addresses.map(pathOf).filter((path) => !path.startsWith("/admin/"));
  const wanted = [...new Set([...ALWAYS, ...asked])].slice(0, MOST_PAGES);
  const kept = await open();
  for (const path of await pages()) if (!wanted.includes(path)) await kept.delete(path);
  for (const path of wanted) if (!(await kept.match(path))) await keep(path).catch(() => {});
  await sweep();
}

// Ask again for every copy that is older than this; where there is no network, leave off.
async function renew(age) {
  const kept = await open();
  const paths = new Set([...(age ? [] : ALWAYS), ...(await pages())]);
  let isChanged = false;
  for (const path of paths) {
    const at = (await kept.match(path))?.headers.get("x-kept") ?? 0;
    if (Date.now() - new Date(at) < age) continue;
    await keep(path);
    isChanged = true;
  }
  if (isChanged) await sweep();
}

async function keep(path, given) {
  const response =
    given ?? (await fetch(path, { cache: "no-cache", headers: { accept: "text/html" } }));
  if ([404, 410].includes(response.status)) return drop(path);
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || response.redirected || !type.startsWith("text/html")) return;
  const html = await response.clone().text();
  if (html.length > LARGEST_PAGE) return;
  await put(path, response);
  await keepParts(path, html, "html");
}

// A withdrawn page leaves, with its pictures and with what other pages said of it.
async function drop(path) {
  const kept = await open();
  await kept.delete(path);
  for (const other of await pages()) {
    const html = await (await kept.match(other)).text();
    if (!html.includes(`"${path}"`)) continue;
    await kept.delete(other);
    await keep(other).catch(() => {});
  }
  await sweep();
}

async function keepParts(path, text, sort) {
  const kept = await open();
  const pictures = sort === "html" ? picturesOf(text).slice(0, MOST_PICTURES).map(fitting) : [];
  for (const part of [...partsIn(path, text, sort), ...pictures]) {
    if (await kept.match(part)) continue;
    const response = await fetch(part).catch(() => null);
    if (!response?.ok || (await weight()) > MOST_BYTES) continue;
    await put(part, response.clone());
    const [, ending] = part.match(/\.(css|js)$/) ?? [];
    if (ending) await keepParts(part, await response.text(), ending);
  }
}

async function put(path, response) {
  const headers = new Headers(response.headers);
  const body = await response.blob();
  headers.delete("content-encoding");
  headers.set("content-length", body.size);
  headers.set("x-kept", new Date().toISOString());
  await (await open()).put(path, new Response(body, { headers }));
}

// Let go of every part that no kept page has.
async function sweep() {
  const kept = await open();
  const used = new Set([SHEET]);
  const note = async (path, sort) => {
    const text = (await (await kept.match(path))?.text()) ?? "";
    const found = partsIn(path, text, sort);
    if (sort === "html") found.push(...picturesOf(text).flat());
    for (const part of found) {
      if (used.has(part)) continue;
      used.add(part);
      const [, ending] = part.match(/\.(css|js)$/) ?? [];
      if (ending) await note(part, ending);
    }
  };
  for (const path of await pages()) await note(path, "html");
  await note(SHEET, "css");
  for (const path of await paths()) if (isPart(path) && !used.has(path)) await kept.delete(path);
}

// --- What is kept ---------------------------------------------------------------------------------

const paths = async () => (await (await open()).keys()).map(({ url }) => pathOf(url));
const pages = async () => (await paths()).filter((path) => !isPart(path));

async function weight() {
  const all = await (await open()).matchAll();
  return all.reduce((sum, { headers }) => sum + Number(headers.get("content-length")), 0);
}

// The files that a page, a sheet or a script names; a worker has no parser of documents.
const NAMES = {
  html: /"(\/static\/[^"]+)"/g,
  css: /url\(["']?([^"')]+)/g,
  js: /(?:from|import)\s*\(?\s*["'](\.[^"']+)/g,
};

function partsIn(path, text, sort) {
  const named = [...text.matchAll(NAMES[sort])].map(([, name]) => name);
  return named.map((name) => pathOf(new URL(name, new URL(path, location.origin)))).filter(isPart);
}

// Each picture of a page as the addresses of its sizes.
function picturesOf(html) {
  const found = [...html.matchAll(/<picture[^]*?<\/picture>/g)];
  return found.map(([picture]) => picture.match(/\/media\/[^\s",]+/g) ?? []).filter((one) => one.length);
}

// One that is large enough for a phone: formats stand from the smallest file to the largest, and
// sizes from the narrowest to the widest.
function fitting(sizes) {
  const ending = sizes[0].split(".").pop();
  const same = sizes.filter((one) => one.endsWith(ending));
  return same[Math.floor((same.length - 1) / 2)];
}
