// What this reader chose of colours, contrast and size of text.
function dress() {
  let chosen;
  try {
    chosen = JSON.parse(localStorage.getItem("nextfin:display"));
  } catch {
    // Nothing may be kept, or what is kept can't be read: then all is as the device has it.
  }
  for (const name of ["scheme", "contrast", "size"]) {
    document.documentElement.dataset[name] = chosen?.[name] ?? "";
  }
}
dress();
