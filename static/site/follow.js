// Follow a story: its page has the button. What stands on the page now is known to the reader.

import { on, piecesIn, put, tend } from "./shelf.js";

const button = document.querySelector(".follow button");
const { address, name } = button.dataset;
const facts = () => ({ name, seen: [...piecesIn(document).keys()], at: Date.now() });

function show() {
  const isFollowed = address in on("followed");
  button.setAttribute("aria-pressed", isFollowed);
  button.textContent = isFollowed ? "Following" : "Follow this story";
}

button.addEventListener("click", () => {
  const follows = !(address in on("followed"));
  const isDone = put("followed", address, follows && facts());
  button.parentElement.querySelector(".said").textContent = !isDone
    ? "Your device has no room for it."
    : follows
      ? "New instalments are counted in the NextFin app."
      : "No longer followed.";
  show();
  tend();
});
addEventListener("storage", show);
// A copy shows what was known already.
if (address in on("followed") && !document.documentElement.dataset.kept) {
  put("followed", address, facts());
}
show();
tend();
