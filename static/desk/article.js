/* The fields of the article's page that do without this, and are quicker with it. */

import { arrange } from "./byline.js"
import { enhance } from "./choosing.js"
import { measure } from "./lengths.js"
import { rememberSections } from "./sections.js"

const form = document.getElementById("article_form")
const byline = form.querySelector("fieldset.byline")

if (byline) arrange(byline)
for (const native of form.querySelectorAll("[data-combobox]")) enhance(native)
for (const line of form.querySelectorAll("[data-useful]")) measure(line, form.elements.headline)
rememberSections()
