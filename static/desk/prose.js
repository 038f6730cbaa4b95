/* What the editor of the body knows beyond its own: the newsroom's blocks, marks and manners. */

export { Standings } from "./prose/articles.js"
export { Comments } from "./prose/comments.js"
export { BlockIds } from "./prose/ids.js"
export { Pasting } from "./prose/pasting.js"
export { Gallery, Picture } from "./prose/pictures.js"
export { ArticleLink, Link, Source } from "./prose/references.js"
export { DataTable, Table, TableCell, TableHeader } from "./prose/tables.js"
export {
  Caption,
  FactBox,
  KeyPoints,
  ListItem,
  OrderedList,
  PullQuote,
  Quotation,
} from "./prose/texts.js"
export { Timeline } from "./prose/timeline.js"
export { DocumentLink, Embed } from "./prose/works.js"
export { Writing } from "./prose/writing.js"
