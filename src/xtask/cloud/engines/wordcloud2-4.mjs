// wordcloud2.js at the finest grid that it takes.
import { withGrid } from "./wordcloud2.mjs";

export { load } from "./wordcloud2.mjs";
export const layout = withGrid(4);
