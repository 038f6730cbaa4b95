/* Questions in a dialog. It stands outside the article's form, so Enter never saves the article. */

import { crel } from "django-prose-editor/editor"

let dialogs = 0

/* Open a dialog and resolve with what it was finished with, or null if it was put away.
   `build({ finish, buttons, dialog })` gives its content and may add buttons beside `away`. Focus
   goes back where it came from when the dialog closes. */
export function consult({ title, className = "", away = "Cancel", build }) {
  return new Promise((resolve) => {
    const heading = crel("h2", { id: `writing-dialog-${++dialogs}`, textContent: title })
    const form = crel("form", { method: "dialog" })
    const dialog = crel(
      "dialog",
      { className: `writing-dialog ${className}`, "aria-labelledby": heading.id },
      [form],
    )
    const finish = (value) => {
      resolve(value)
      dialog.close()
    }
    const cancel = button(away)
    cancel.addEventListener("click", () => finish(null))
    const buttons = crel("div", { className: "dialog-buttons" })
    form.append(heading, ...build({ finish, buttons, dialog }), buttons)
    buttons.append(cancel)
    form.addEventListener("submit", (event) => event.preventDefault())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(null) // put away, if it was not finished
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

/* Ask for a few lines: resolves with the values by name, with `remove: true` if that was pressed,
   or with null. A field is { name, label, help, value, type, required, pattern, title }. */
export function askFor({ title, fields, submit, remove }) {
  return consult({
    title,
    build({ finish, buttons, dialog }) {
      const boxes = fields.map(({ label, help, ...given }) => {
        return field(label, help, crel("input", given))
      })
      const say = crel("button", { type: "submit", className: "button-main", textContent: submit })
      buttons.append(say)
      if (remove) {
        const away = button(remove)
        away.addEventListener("click", () => finish({ remove: true }))
        buttons.append(away)
      }
      dialog.addEventListener("submit", (event) => {
        finish(Object.fromEntries(new FormData(event.target)))
      })
      return boxes
    },
  })
}

let fields = 0

/* A box under its label, with a line of help. */
export function field(label, help, box) {
  box.id = `writing-field-${++fields}`
  const parts = [crel("label", { htmlFor: box.id, textContent: label }), box]
  if (help) {
    const line = crel("small", { id: `${box.id}-help`, textContent: help })
    box.setAttribute("aria-describedby", line.id)
    parts.push(line)
  }
  return crel("div", { className: "writing-field" }, parts)
}

export function button(text, given = {}) {
  return crel("button", { type: "button", className: "button-quiet", textContent: text, ...given })
}

/* A button that shows a sign; `name` is what it is called, aloud and on hover. */
export function iconButton(sign, name, given = {}) {
  const icon = crel("span", { className: "material-icons", textContent: sign })
  icon.ariaHidden = "true"
  const attributes = { type: "button", className: "button-icon", title: name, "aria-label": name }
  return crel("button", { ...attributes, ...given }, [icon])
}

/* A line that is read aloud when it changes. */
export function statusLine() {
  return crel("p", { className: "status-line", role: "status" })
}
