// Has the reader choose colours, contrast and size of text. What is chosen is kept on this device; dress(),
// which stands in each page, sets it before the first paint.

const { dataset } = document.documentElement;
const choices = document.querySelector("#choices");

function show() {
  for (const input of choices.querySelectorAll("input")) {
    input.checked = input.value === dataset[input.name];
  }
}

function keep({ target: { name, value } }) {
  dataset[name] = value;
  const { scheme, contrast, size } = dataset;
  try {
    localStorage.setItem("nextfin:display", JSON.stringify({ scheme, contrast, size }));
  } catch {
    // It holds for this page.
  }
}

show();
choices.addEventListener("change", keep);
// Another window has chosen, or this page comes back as it was left.
for (const event of ["storage", "pageshow"]) {
  addEventListener(event, () => {
    dress();
    show();
  });
}
