// Works on other sites: a reader's browser goes there when the reader says so, not before.

const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-forms allow-presentation";

for (const card of document.querySelectorAll(".work[data-frame]")) {
  const address = new URL(card.dataset.frame, location.href);
  if (address.protocol === "https:") card.append(offer(card, address));
}

function offer(card, address) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "play";
  button.textContent = `Show it here (loads from ${address.hostname.replace(/^www\./, "")})`;
  button.addEventListener("click", () => play(card, address, button));
  return button;
}

function play(card, address, button) {
  const frame = document.createElement("iframe");
  const { width, height } = card.dataset;
  frame.title = card.querySelector(".title")?.textContent ?? address.hostname;
  frame.setAttribute("sandbox", SANDBOX);
  frame.allow = "fullscreen; encrypted-media; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.style.aspectRatio = `${width} / ${height}`;
  frame.src = address.href;
  card.querySelector(".frame")?.remove();
  card.prepend(frame);
  button.remove();
  frame.focus();
}
