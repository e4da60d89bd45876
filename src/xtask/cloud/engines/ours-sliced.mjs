// Groundswell's layout in slices of the length that it comes with.
import { layoutInSlices } from "./layout.mjs";
import { by } from "./ours.mjs";

export { load } from "./ours.mjs";
export const layout = by(layoutInSlices);
